// Logging out in the admin clears the copies of the portal too.
import { bindLogout } from "../logout.js";

bindLogout(document);
