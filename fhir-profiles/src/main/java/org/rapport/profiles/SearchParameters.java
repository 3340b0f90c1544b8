package org.rapport.profiles;

/** Canonical URLs of the search parameters beyond those of R4. */
public final class SearchParameters {

  /**
   * {@code CommunicationRequest?about=}: the planned messages about a visit or another resource.
   */
  public static final String COMMUNICATION_REQUEST_ABOUT =
      Canonicals.BASE + "/SearchParameter/communicationrequest-about";

  /** {@code Communication?for-patient=}: messages about a patient or to a patient. */
  public static final String COMMUNICATION_FOR_PATIENT =
      Canonicals.BASE + "/SearchParameter/communication-for-patient";

  /** {@code Task?taken-by=}: the work that somebody has taken. */
  public static final String TASK_TAKEN_BY = Canonicals.BASE + "/SearchParameter/task-taken-by";

  /** {@code Task?due=}: work by when its promise ends, restriction.period.end. */
  public static final String TASK_DUE = Canonicals.BASE + "/SearchParameter/task-due";

  /** {@code Task?location=}: work by where it belongs. */
  public static final String TASK_LOCATION = Canonicals.BASE + "/SearchParameter/task-location";

  /** {@code Communication?about=}: what was said about a visit, a task or another resource. */
  public static final String COMMUNICATION_ABOUT =
      Canonicals.BASE + "/SearchParameter/communication-about";

  /**
   * {@code Communication?not-done-reason=}: messages by why they were not sent, and calls by what
   * came of them: statusReason.
   */
  public static final String COMMUNICATION_NOT_DONE_REASON =
      Canonicals.BASE + "/SearchParameter/communication-not-done-reason";

  /** {@code Communication?delivery-status=}: messages by how far they got. */
  public static final String COMMUNICATION_DELIVERY_STATUS =
      Canonicals.BASE + "/SearchParameter/communication-delivery-status";

  /** {@code CommunicationRequest?status-reason=}: planned messages by why they ended. */
  public static final String COMMUNICATION_REQUEST_STATUS_REASON =
      Canonicals.BASE + "/SearchParameter/communicationrequest-status-reason";

  /** {@code CommunicationRequest?campaign-state=}: campaigns by how they stand. */
  public static final String COMMUNICATION_REQUEST_CAMPAIGN_STATE =
      Canonicals.BASE + "/SearchParameter/communicationrequest-campaign-state";

  /** {@code Consent?channel=}: consents by the channel that they name. */
  public static final String CONSENT_CHANNEL = Canonicals.BASE + "/SearchParameter/consent-channel";

  private SearchParameters() {}
}
