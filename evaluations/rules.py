"""Every permission sentence, once: ``(user, object) -> bool``.

Rows are narrowed before by ``visible_to(user)``; time and state stand in the transition table of
``domain.evaluating.workflow``. ``user`` None is the system itself (``manage.py tick``).
"""

from collections.abc import Collection, Iterable

from django.utils import timezone

from evaluations.duties import IN_EMPLOYEE_HANDS, RATED, RESULT_KNOWN_TO_EMPLOYEE, deputed_to
from evaluations.enums import DialogSide, Role
from evaluations.models import (
    COVERS_REGENCY,
    MANAGES,
    OVERSEERS,
    Assignment,
    DialogAgreement,
    Employee,
    Evaluation,
    EvaluationPeriod,
    Feedback,
    FeedbackRequest,
    OrganizationalUnit,
    PerformancePlan,
    accounts_kept_by,
    employee_id_of,
    paths_of,
    scopes_of,
)
from evaluations.models.dialog import rated_now_by


def is_employee(user, evaluation: Evaluation) -> bool:
    """The person who is evaluated."""
    return user is not None and evaluation.employee.user_id == user.pk


def is_rater(user, evaluation: Evaluation) -> bool:
    """The rater of this evaluation; nobody rates themselves."""
    return (
        user is not None
        and evaluation.rater is not None
        and evaluation.rater.user_id == user.pk
        and not is_employee(user, evaluation)
    )


def is_deputy(user, evaluation: Evaluation) -> bool:
    """Whoever may act today for the rater, who is away; never for one's own evaluation."""
    return (
        user is not None
        and evaluation.has_deputy
        and evaluation.deputy_id == employee_id_of(user)
        and not is_employee(user, evaluation)
    )


def acts_as_rater(user, evaluation: Evaluation) -> bool:
    """The rater, or on the days of an absence whoever acts for them."""
    return is_rater(user, evaluation) or is_deputy(user, evaluation)


def is_reviewer(user, evaluation: Evaluation) -> bool:
    """The rater's superior, who decides on an objection; never on one's own or on one's own rating, also one that was
    given for an absent rater or set in a calibration."""
    return (
        user is not None
        and evaluation.reviewer is not None
        and evaluation.reviewer.user_id == user.pk
        and not is_employee(user, evaluation)
        and not is_rater(user, evaluation)
        and user.pk not in (evaluation.calibrated_by_id, evaluation.rated_by_id)
    )


def is_manager(user, evaluation: Evaluation | None = None) -> bool:
    """BKPSDM: runs the evaluation of the whole regency, but rates nobody by that."""
    return user is not None and user.has_perm(MANAGES)


def is_system_or_manager(user, evaluation: Evaluation) -> bool:
    return user is None or is_manager(user)


def is_system_or_rater(user, evaluation: Evaluation) -> bool:
    """Results of a whole period are delivered by the timer; single ones by the rater."""
    return user is None or acts_as_rater(user, evaluation)


def is_same_person(user, employee: Employee) -> bool:
    """The person behind this login: who keeps their own line a day."""
    return employee.user_id == user.pk


def can_determine_performance(user, units: Collection[OrganizationalUnit]) -> bool:
    """Whoever leads the unit right above all of ``units`` today, never of a unit that one leads oneself; or BKPSDM,
    which writes down what the leader one step up has determined (the document says who)."""
    if is_manager(user):
        return True
    led = set(Assignment.objects.units_led_by(employee_id_of(user), timezone.localdate()))
    return bool(units) and all(unit.parent_id in led and unit.pk not in led for unit in units)


def can_hold_calibration(user, unit: OrganizationalUnit) -> bool:
    """The leader of the agency, or of what stands above it; BKPSDM and auditors only look."""
    return user is not None and unit.is_within(*paths_of(user, Role.LEADER))


def can_calibrate(user, evaluation: Evaluation) -> bool:
    """Whoever holds the calibration of the agency, never for one's own evaluation."""
    return (
        not is_employee(user, evaluation)
        and evaluation.agency is not None
        and can_hold_calibration(user, evaluation.agency)
    )


def can_explain_deviation(user, rater: Employee, period: EvaluationPeriod) -> bool:
    """The rater of the team, or on the days of an absence whoever acts for them."""
    if is_same_person(user, rater):
        return True
    acting = Evaluation.objects.filter(deputed_to(employee_id_of(user)), rater=rater, period=period)
    return acting.exists()


def can_move_rater(user, evaluation: Evaluation) -> bool:
    """BKPSDM, or the system itself when a transfer splits the evaluation; never somebody for their own evaluation."""
    return is_system_or_manager(user, evaluation) and not is_employee(user, evaluation)


def can_read_employee_answers(user, evaluation: Evaluation) -> bool:
    """A rater sees the self-report once it was sent; drafts belong to the employee alone."""
    return is_employee(user, evaluation) or evaluation.state not in IN_EMPLOYEE_HANDS


def can_read_result(user, evaluation: Evaluation) -> bool:
    """The employee sees ratings once delivered; the others who may open the row, once rated."""
    if is_employee(user, evaluation):
        return evaluation.state in RESULT_KNOWN_TO_EMPLOYEE
    return evaluation.state in RATED


def can_delete_feedback(user, feedback: Feedback) -> bool:
    """The author of a note that nobody asked for; what was asked for is taken back by its request."""
    return feedback.request_id is None and feedback.author is not None and feedback.author.user_id == user.pk


def side_in_dialog(user, evaluation: Evaluation) -> DialogSide | None:
    """On which side somebody writes and confirms in a dialog kinerja: the person, or who rates them now; else None."""
    if is_employee(user, evaluation):
        return DialogSide.EMPLOYEE
    return DialogSide.RATER if is_rater(user, evaluation) else None


def can_end_agreement(user, agreement: DialogAgreement) -> bool:
    """The person, or whoever rates them now: also after the rater of the dialog has changed."""
    me, employee = employee_id_of(user), agreement.dialog.evaluation.employee_id
    return me == employee or rated_now_by(me).filter(employee=employee).exists()


def can_respond_to_feedback(user, feedback: Feedback) -> bool:
    """Whom the note is about: says that it was read, and answers."""
    return feedback.employee.user_id == user.pk


def can_ask_for_feedback(user, evaluation: Evaluation) -> bool:
    """The person, and the rater for a person of the team."""
    return is_employee(user, evaluation) or is_rater(user, evaluation)


def can_answer_feedback_request(user, request: FeedbackRequest) -> bool:
    """Whoever was invited, and nobody for them."""
    return request.invited.user_id == user.pk


def can_cancel_feedback_request(user, request: FeedbackRequest) -> bool:
    """Whoever asked; of unnamed answers nobody, since the refusal would tell who has answered."""
    return request.asked_by.user_id == user.pk and not request.is_anonymous


def side_in_development(user, employee: Employee) -> DialogSide | None:
    """On which side somebody proposes and agrees: the person, or whoever rates them now; else None."""
    if is_same_person(user, employee):
        return DialogSide.EMPLOYEE
    rates = rated_now_by(employee_id_of(user)).filter(employee=employee).exists()
    return DialogSide.RATER if rates else None


def is_plan_owner(user, plan: PerformancePlan) -> bool:
    return plan.employee.user_id == user.pk


def is_plan_rater(user, plan: PerformancePlan) -> bool:
    return plan.rater is not None and plan.rater.user_id == user.pk and not is_plan_owner(user, plan)


def can_read_cascade(user, leader: Employee, units: Iterable[OrganizationalUnit]) -> bool:
    """Of the own team; of a leader whoever reads results there: leaders and auditors of all ``units`` led, BKPSDM."""
    if user.has_perm(COVERS_REGENCY) or leader.user_id == user.pk:
        return True
    led, paths = list(units), paths_of(user, *OVERSEERS)
    return bool(led) and all(unit.is_within(*paths) for unit in led)


def can_monitor(user) -> bool:
    """May follow progress of a unit or of the regency."""
    return user.has_perm(COVERS_REGENCY) or bool(scopes_of(user))


def can_remind(user, unit: OrganizationalUnit) -> bool:
    """The administrators of a unit or of one above it, and BKPSDM; leaders and auditors only look."""
    return is_manager(user) or _administers(user, unit)


def can_read_distribution(user) -> bool:
    """Leaders, auditors and BKPSDM see ratings in sum; unit administrators see progress only."""
    return user.has_perm(COVERS_REGENCY) or bool(paths_of(user, *OVERSEERS))


def can_download_results(user, unit: OrganizationalUnit) -> bool:
    """Every result of a unit and of those below it at once: its leaders and auditors, and BKPSDM."""
    return user.has_perm(COVERS_REGENCY) or unit.is_within(*paths_of(user, *OVERSEERS))


def can_give_role(user, role: Role) -> bool:
    """BKPSDM gives and takes the roles of others; that of BKPSDM itself is for the superadmin."""
    return is_manager(user) and (role != Role.BKPSDM or user.is_superuser)


def can_keep_accounts(user) -> bool:
    """BKPSDM and unit administrators help people into their account."""
    return is_manager(user) or bool(paths_of(user, Role.UNIT_ADMIN))


def can_issue_code(user, employee: Employee) -> bool:
    """May give this person a new code, and with it a new kata sandi; whose account may more is left to others."""
    return can_keep_accounts(user) and accounts_kept_by(user).filter(pk=employee.pk).exists()


def can_order_codes(user, unit: OrganizationalUnit | None) -> bool:
    """Codes for a whole unit are for its administrators and those of a unit above; for everybody (None), BKPSDM."""
    return is_manager(user) or (unit is not None and _administers(user, unit))


def _administers(user, unit: OrganizationalUnit) -> bool:
    """As administrator of this unit or of one above it."""
    return unit.is_within(*paths_of(user, Role.UNIT_ADMIN))


def can_reset_second_step(user, account) -> bool:
    """Another superadmin, never oneself: with a stolen session alone nobody gets rid of the second step."""
    return user.is_superuser and user.pk != account.pk
