// The print button on our pages in the Wagtail admin.
import { bindPrint } from "../print.js";

bindPrint(document);
