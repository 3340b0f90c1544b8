package org.rapport.server.fulltext;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.jpa.searchparam.fulltext.FullTextExtractionRequest;
import ca.uhn.fhir.jpa.searchparam.fulltext.FullTextExtractionResponse;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.util.ICachedSearchDetails;
import java.util.Set;
import org.rapport.server.store.StorageInterceptor;
import org.springframework.stereotype.Component;

/**
 * Which types have a full-text index ({@code _content}, {@code _text}; R4, search.html). Messages
 * and plans have none: they are most of what is written, and nobody is helped by a search for words
 * that Rapport has written itself.
 */
@Component
public class FullText implements StorageInterceptor {
  public static final Set<String> WITHOUT =
      Set.of("CarePlan", "CommunicationRequest", "Communication");

  /** Parameters that ask for it. */
  public static final Set<String> PARAMETERS =
      Set.of(Constants.PARAM_CONTENT, Constants.PARAM_TEXT);

  /** Leaves the words of a resource out. */
  @Hook(Pointcut.JPA_INDEX_EXTRACT_FULLTEXT_CONTENT)
  public FullTextExtractionResponse content(FullTextExtractionRequest request) {
    return extracted(request);
  }

  /** Leaves the words of its narrative out. */
  @Hook(Pointcut.JPA_INDEX_EXTRACT_FULLTEXT_TEXT)
  public FullTextExtractionResponse narrative(FullTextExtractionRequest request) {
    return extracted(request);
  }

  /**
   * Refuses a search that would find nothing whatever is stored.
   *
   * @throws InvalidRequestException which is answered with 400
   */
  @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
  public void refuse(ICachedSearchDetails search, SearchParameterMap parameters) {
    if (WITHOUT.contains(search.getResourceType())
        && PARAMETERS.stream().anyMatch(parameters::containsKey)) {
      throw new InvalidRequestException(
          search.getResourceType() + " has no full-text index: _content and _text are not taken");
    }
  }

  private static FullTextExtractionResponse extracted(FullTextExtractionRequest request) {
    return WITHOUT.contains(request.getResourceType())
        ? FullTextExtractionResponse.doNotIndex()
        : FullTextExtractionResponse.indexNormally();
  }
}
