package org.rapport.profiles;

/** Canonical URLs of the search parameters beyond those of R4. */
public final class SearchParameters {

  /**
   * {@code CommunicationRequest?about=}: the planned messages about a visit or another resource.
   */
  public static final String COMMUNICATION_REQUEST_ABOUT =
      Canonicals.BASE + "/SearchParameter/communicationrequest-about";

  private SearchParameters() {}
}
