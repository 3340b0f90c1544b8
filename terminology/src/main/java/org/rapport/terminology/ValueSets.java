package org.rapport.terminology;

/** Canonical URLs of the value sets, one file each in {@code rapport-terminology}. */
public final class ValueSets {

  /** All of {@link AuditSubtype}. */
  public static final String AUDIT_EVENT = Coded.BASE + "/ValueSet/audit-event";

  /** All of {@link CallOutcome}. */
  public static final String CALL_OUTCOME = Coded.BASE + "/ValueSet/call-outcome";

  /** All of {@link Channel}. */
  public static final String CHANNEL = Coded.BASE + "/ValueSet/channel";

  /** All of {@link ConsentCategory}. */
  public static final String CONSENT_CATEGORY = Coded.BASE + "/ValueSet/consent-category";

  /** All of {@link EngagementCategory}. */
  public static final String ENGAGEMENT_CATEGORY = Coded.BASE + "/ValueSet/engagement-category";

  /** All of {@link JourneyEvent}. */
  public static final String JOURNEY_EVENT = Coded.BASE + "/ValueSet/journey-event";

  /** All of {@link LeadInput}. */
  public static final String LEAD_INPUT = Coded.BASE + "/ValueSet/lead-input";

  /** All of {@link LeadStage}. */
  public static final String LEAD_STAGE = Coded.BASE + "/ValueSet/lead-stage";

  /** The sensitive services whose e-mails name crisis lines. */
  public static final String MENTAL_HEALTH_SERVICES =
      Coded.BASE + "/ValueSet/mental-health-services";

  /** All of {@link NotDoneReason}. */
  public static final String NOT_DONE_REASON = Coded.BASE + "/ValueSet/not-done-reason";

  /** All of {@link OutreachPurpose}. */
  public static final String OUTREACH_PURPOSE = Coded.BASE + "/ValueSet/outreach-purpose";

  /** All of {@link CampaignState}. */
  public static final String CAMPAIGN_STATE = Coded.BASE + "/ValueSet/campaign-state";

  /** All of {@link OverrideAction}. */
  public static final String OVERRIDE_ACTION = Coded.BASE + "/ValueSet/override-action";

  /** All of {@link OverrideReason}. */
  public static final String OVERRIDE_REASON = Coded.BASE + "/ValueSet/override-reason";

  /** Services that a text message may name. */
  public static final String PLAIN_SERVICES = Coded.BASE + "/ValueSet/plain-services";

  /** All of {@link StaffRole}. */
  public static final String ROLE = Coded.BASE + "/ValueSet/role";

  /** All of {@link RoutingOutcome}. */
  public static final String ROUTING_OUTCOME = Coded.BASE + "/ValueSet/routing-outcome";

  /** Services whose mere name says too much about a patient. */
  public static final String SENSITIVE_SERVICES = Coded.BASE + "/ValueSet/sensitive-services";

  /** All of {@link TaskCode}. */
  public static final String TASK_CODE = Coded.BASE + "/ValueSet/task-code";

  private ValueSets() {}
}
