"""What is known of each process of policing, row by row, against which the library is held: facts, in few words.

ROWS: standard | mode | best evidence that any of its sources was given: V read, P seen in part, U general knowledge, - none, for
it is local or rests on one inspection. A mode is what the standard can be: timer or presence (a duty), ratio (an indicator),
audit (a person reads a sample), capacity (a count at a moment).
"""

ROWS = """
call-999-answer-10s | timer | V
call-101-answer-30s | timer | V
call-abandonment | ratio | V
thrive-recorded | presence | V
thrive-reassess | timer | V
caller-repeat-vulnerable-check | presence | V
vulnerable-service-offered | presence | U
response-immediate | timer | V
response-priority | timer | V
response-scheduled | timer | V
resolution-without-deployment | audit | V
da-call-attended | presence | V
control-room-qa-sample | presence | V
call-evidence-advice | presence | V
crime-recorded-24h | timer | V
incident-registered | presence | V
crime-recording-accuracy | audit | V
crime-cancel-avi | audit | P
victim-told-not-crimed | presence | P
outcome-valid | presence | V
outcome-victim-view-evidenced | audit | V
outcome-rates | ratio | V
initial-investigation-minimum | presence/audit | U
scene-evidence-recorded | audit | -
investigation-plan | presence | U
allocation-risk-based | presence | U
allocation-skill-match | presence | U
supervisor-initial-review | timer | U
supervisor-periodic-review | timer, recurring | U
review-active-not-nominal | audit/derived | -
handover-recorded | presence | U
investigation-drift | timer | -
investigator-workload | capacity | U
qa-finding-resolved | timer | -
vcop-ack-written | presence | V
vcop-needs-assessment | presence | V
vcop-referral-2wd | timer | V
vcop-no-investigation-told | timer | V
vcop-suspect-event-told | timer, one per event | V
vcop-contact-plan | timer, recurring | V
vcop-vps-offered | presence | V
vcop-outcome-told | timer | V
vrr-acknowledged | timer | V
vrr-decided | timer | V
special-measures-considered | presence | U
victim-satisfaction | ratio | V
fraud-call-for-service | presence | V
fraud-dissemination-accepted | timer | P
fraud-outcome-returned | timer | U
fraud-victim-vulnerable | timer | U
fraud-national-update | timer | V
suspect-arrest-timely | timer | U
wanted-pnc-circulated | timer | V
wanted-review | timer, recurring | -
pnc-process-24h | timer | V
pnc-disposal-7d | timer | V
bail-period-lawful | timer | V
rui-reviewed | timer, recurring | U
fno-conviction-check | timer | V
iom-plan-reviewed | timer, recurring | V
rso-visit-due | timer, recurring | V
rso-arms-current | timer, recurring | P
rso-reactive-eligible | presence | V
rso-notification | timer | V
mappa-meeting-due | timer, recurring | V
mappa-level-justified | audit | V
shpo-breach-acted | timer | U
npt-briefed-high-risk | timer, recurring | -
da-risk-assessed | timer | V
da-risk-supervised | timer | V
da-risk-grade-rational | audit/derived | V
da-secondary-assessment | timer | U
da-escalation-flagged | presence | V
marac-referred | timer | V
marac-repeat-referred | timer | V
da-child-referral | timer | U
da-bwv-captured | presence | P
da-positive-action | presence | U
da-arrest-rate | ratio | U
da-charge-rate | ratio | U
da-evidence-led | presence | U
dvpn-considered | presence | V
dvpo-heard-48h | timer | V
dvpo-length | presence | V
dvpo-breach-court-24h | timer | V
dvpo-monitored | timer, recurring | -
nonmol-breach-acted | timer | U
dvds-initial-check-24h | timer | V
dvds-face-to-face-10wd | timer | V
dvds-complete | timer | V
dvds-rtk-volume | ratio | U
stalking-screened | timer | U
spr-mutual-aid-capacity | capacity | V
apstra-annual | timer | V
apstra-6m-review | timer, recurring | V
arv-response-known | presence | -
arv-response-time | timer | V
afo-training-current | capacity | U
exercise-programme | timer | V
jesip-current | capacity | U
vulnerable-specialist-allocated | presence | U
vulnerable-supervised | timer, recurring | -
vulnerable-unallocated | timer | -
rasso-first-response | timer | U
rasso-cps-early-advice | timer | U
child-strategy-discussion | timer | P
child-icpc-15wd | timer | V
missing-graded | timer | V
missing-review | timer, recurring | -
missing-return | timer | U
pip2-accredited-share | capacity | U
detective-vacancy-rate | capacity | -
acting-supervisor-share | ratio | U
vulnerability-training-current | capacity | -
"""

# A mode that the library says otherwise, and why.
OTHERWISE = {
    "scene-evidence-recorded": ("duty", "what is on record is a duty; what was missed is for a reader: scene-evidence-complete"),
    "da-risk-grade-rational": ("duty", "derived: reasons are owed where the grade is below what the answers suggest"),
    "review-active-not-nominal": ("indicator", "derived from the reviews themselves"),
    "fraud-national-update": ("indicator", "it is not the force's duty, so no duty is made of it"),
}
# Evidence better than the row's, and what was read.
READ = {
    "da-arrest-rate": "the 46 arrests per 100 crimes in the bulletin of the Office for National Statistics; not the counting rule",
    **dict.fromkeys(("scene-evidence-recorded", "arv-response-known", "vulnerable-supervised"),
                    "the area for improvement in the published page of the inspection"),
}
# Values that no national figure fixes: standard → its parameter → the library's default, and what services are known to use.
LOCAL: dict[str, dict[str, tuple[str | int, str]]] = {
    "call-101-answer-30s": {"non_emergency_answer": ("30 seconds", "30 s for the first line")},
    "call-abandonment": {"abandonment_counts_after": (5, "5 to 60 s"), "abandonment_expected": ("10%", "at most 5 to 10 %")},
    "call-abandonment-999": {"abandonment_counts_after": (5, "5 to 60 s"), "abandonment_999_expected": ("2%", "at most 1 to 2 %")},
    "thrive-reassess": {"reassessment_time": ("1 hour", "hourly while nobody is assigned")},
    "response-immediate": {"immediate_clock_starts": ("grade_history.set_at", "log, grade or dispatch; by default the grade")},
    "response-priority": {"priority_attendance": ("60 minutes", "30 min to 2 h"), "priority_expected": ("80%", "80 to 90 %")},
    "response-scheduled": {"scheduled_attendance": ("48 hours", "48 h"), "appointment_grace": ("30 minutes", "30 min either way"),
                           "appointment_early_grace": ("30 minutes", "30 min either way"), "scheduled_expected": ("90%", "90 %")},
    "control-room-qa-sample": {"control_room_reviews_a_month": (3, "3 a month")},
    "victim-told-not-crimed": {"no_crime_told_time": ("5 working days", "5 working days")},
    "cctv-collected": {"cctv_collected_time": ("7 days", "7 days")},
    "investigation-plan": {"plan_serious": ("24 hours", "24 h"), "plan_volume": ("72 hours", "72 h")},
    "allocation-risk-based": {"allocation_time": ("24 hours", "24 h")},
    "allocation-skill-match": {"skill_match_expected": ("100%", "all for rape and child abuse, else local")},
    "supervisor-initial-review": {"first_review_serious": ("72 hours", "24 to 72 h"), "first_review_volume": ("7 days", "7 days")},
    "supervisor-periodic-review": {"review_interval": ("28 days", "28 days"), "review_interval_vulnerable": ("14 days", "7 to 14 days"),
                                   "review_least_length": (100, "so many characters, or an action set or closed")},
    "inspector-review": {"inspector_review_time": ("3 months", "at 3 months")},
    "detective-inspector-review": {"detective_inspector_review_time": ("6 months", "at 6 months")},
    "handover-recorded": {"handover_time": ("1 day beginning with the day", "same day")},
    "handover-victim-told": {"handover_victim_told_time": ("5 working days", "2 to 5 working days")},
    "investigation-drift": {"drift_interval": ("28 days", "14 or 28 days"), "drift_interval_vulnerable": ("14 days", "14 or 28 days")},
    "qa-finding-resolved": {"quality_finding_time": ("14 days", "14 days")},
    "vcop-ack-written": {"written_confirmation_time": ("5 working days", "5 working days; no number in either Code")},
    "vcop-needs-assessment": {"needs_assessment_time": ("24 hours", "first contact or 24 h")},
    "vcop-contact-plan": {"contact_interval": ("28 days", "28 days where nothing was agreed")},
    "vcop-vps-offered": {"vps_offer_time": ("1 day beginning with the day", "with the statement")},
    "fraud-dissemination-accepted": {"fraud_decision_time": ("10 working days", "5 to 10 working days")},
    "fraud-outcome-returned": {"fraud_return_time": ("1 month", "monthly")},
    "fraud-victim-vulnerable": {"fraud_victim_contact": ("7 days", "7 days"), "fraud_victim_contact_high_risk": ("48 hours", "48 h")},
    "suspect-arrest-timely": {"arrest_time_high": ("24 hours", "24 h"), "arrest_time_medium": ("7 days", "7 days"),
                              "arrest_time_other": ("28 days", "28 days")},
    "wanted-pnc-circulated": {"wanted_circulation_time": ("24 hours", "24 h; inspectors ask for prompt")},
    "wanted-review": {"wanted_review_high": ("7 days", "7 days"), "wanted_review_other": ("28 days", "28 days")},
    "rui-reviewed": {"rui_review_interval": ("30 days", "30 days, an inspector")},
    "rui-reviewed-superintendent": {"rui_senior_review_time": ("90 days", "90 days, a superintendent")},
    "iom-plan-made": {"iom_plan_time": ("28 days", "10 to 28 days")},
    "iom-plan-reviewed": {"iom_review_red": ("1 month", "1 to 3 months by rating"), "iom_review_amber": ("2 months", "1 to 3 months"),
                          "iom_review_green": ("3 months", "1 to 3 months")},
    "rso-visit-due": {"rso_visit_very_high": ("1 month", "1 month"), "rso_visit_high": ("3 months", "3 months"),
                      "rso_visit_medium": ("6 months", "6 months"), "rso_visit_low": ("12 months", "12 months")},
    "rso-arms-initial": {"arms_initial_time": ("28 days", "28 days")},
    "rso-arms-current": {"arms_review_interval": ("12 months", "12 months")},
    "rso-default-acted": {"rso_default_time": ("72 hours", "24 to 72 h")},
    "mappa-first-meeting": {"mappa_first_meeting_time": ("20 working days", "at most 20 working days at level 3")},
    "mappa-meeting-due": {"mappa_level_3_interval": ("6 weeks", "4 to 6 weeks"),
                          "mappa_level_2_interval": ("12 weeks", "8 to 12 weeks")},
    "shpo-breach-acted": {"order_breach_time_high": ("24 hours", "24 h"), "order_breach_time_other": ("7 days", "7 days")},
    "npt-briefed-high-risk": {"high_risk_briefing_time": ("7 days", "7 days")},
    "npt-briefing-refreshed": {"high_risk_briefing_interval": ("28 days", "28 days")},
    "da-risk-assessed": {"da_form_time": ("12 hours", "12 to 24 h, the end of the shift")},
    "da-risk-supervised": {"da_supervision_time": ("24 hours", "24 h")},
    "da-secondary-assessment": {"da_specialist_time_high": ("24 hours", "24 h"), "da_specialist_time_medium": ("72 hours", "72 h")},
    "marac-referred": {"marac_referral_time": ("2 working days", "1 to 2 working days")},
    "marac-escalation-referred": {"marac_referral_time": ("2 working days", "1 to 2 working days")},
    "marac-repeat-referred": {"marac_repeat_time": ("2 working days", "2 working days")},
    "da-child-referral": {"da_child_referral_time": ("24 hours", "24 h")},
    "da-bwv-captured": {"da_camera_upload_time": ("12 hours", "the end of the shift"), "da_camera_expected": ("90%", "at least 90 %")},
    "da-positive-action": {"da_positive_action_time": ("24 hours", "same shift or 24 h")},
    "dvpo-first-contact": {"order_first_contact_time": ("24 hours", "24 h")},
    "dvpo-monitored": {"order_check_interval": ("7 days", "weekly")},
    "nonmol-marker-set": {"nonmol_marker_time": ("24 hours", "24 h")},
    "nonmol-breach-acted": {"nonmol_breach_time": ("24 hours", "24 h")},
    "stalking-screened": {"stalking_screen_time": ("24 hours", "24 h")},
    "arv-response-time": {"armed_response_time": ("20 minutes", "from the force's own assessment; a stand-in")},
    "exercise-programme": {"exercise_interval": ("12 months", "yearly")},
    "exercise-lesson-closed": {"exercise_lesson_time": ("90 days", "90 days")},
    "vulnerable-specialist-allocated": {"specialist_time": ("24 hours", "24 h")},
    "vulnerable-first-review": {"detective_first_review_time": ("24 hours", "24 h")},
    "vulnerable-supervised": {"detective_review_interval": ("14 days", "7 to 14 days")},
    "vulnerable-unallocated": {"no_owner_time": ("24 hours", "24 h")},
    "rasso-first-response": {"rape_first_response_time": ("1 hour", "1 h")},
    "rasso-adviser-referred": {"rape_adviser_time": ("2 working days", "2 working days")},
    "rasso-cps-early-advice": {"early_advice_time": ("28 days", "28 days")},
    "child-strategy-discussion": {"strategy_discussion_time": ("24 hours", "same day to 24 h")},
    "missing-graded": {"missing_supervisor_high": ("1 hour", "1 h"), "missing_supervisor_other": ("4 hours", "4 h")},
    "missing-review": {"missing_review_high": ("12 hours", "8 to 12 h"), "missing_review_medium": ("24 hours", "24 h"),
                       "missing_review_other": ("48 hours", "48 h")},
    "missing-return": {"missing_return_time": ("24 hours", "24 h")},
    "pip2-accredited-share": {"accredited_expected": ("80%", "at least 80 %")},
    "detective-vacancy-rate": {"detectives_at_work_expected": ("90%", "vacancy below 10 %")},
}
# Local values that stand in the force's own records instead: standard → the column, and what services are known to use.
HELD_IN_RECORDS = {
    "investigator-workload": ("officer.case_limit", "10 to 20 cases for a detective, 6 to 12 for rape, 10 to 15 in response"),
    "jesip-current": ("accreditation.expires_on", "a year for awareness, three for the course"),
    "vulnerability-training-current": ("accreditation.expires_on", "12 to 24 months"),
    "initial-investigation-minimum": ("crime.attending_shift_end", "the end of the shift"),
    "scene-evidence-recorded": ("crime.attending_shift_end", "the end of the shift"),
    "fno-conviction-check": ("custody_record.released_at", "while in custody, or 24 h"),
    "spr-mutual-aid-capacity": ("asset_commitment.required", "bands of mobilisation"),
}
# Three standards that a published page asks for and no row has.
BESIDE_THE_ROWS = ("intelligence-acted-on", "iom-cohort-covers-harm", "reoffending-cohort")
