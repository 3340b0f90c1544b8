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

  private SearchParameters() {}
}
