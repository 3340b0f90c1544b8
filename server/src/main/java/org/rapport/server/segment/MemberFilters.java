package org.rapport.server.segment;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.ResourceSearch;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Group;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.ResultParameters;
import org.springframework.stereotype.Component;

/**
 * Reads the filters of a Group: HL7's extension member-filter, each a search for patients or for
 * resources of patients. The guide makes it a modifier extension; it is read as a plain one too.
 *
 * @see <a
 *     href="http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter">member-filter</a>
 */
@Component
class MemberFilters {
  static final String URL = Extensions.MEMBER_FILTER;

  static final String LANGUAGE = "application/x-fhir-query";

  private final MatchUrlService urls;
  private final ISearchParamRegistry parameters;

  MemberFilters(MatchUrlService urls, ISearchParamRegistry parameters) {
    this.urls = urls;
    this.parameters = parameters;
  }

  /** Whether members follow from filters rather than being listed. */
  static boolean has(Group group) {
    return group.hasExtension(URL)
        || group.getModifierExtension().stream().anyMatch(e -> URL.equals(e.getUrl()));
  }

  /**
   * The filters of a Group, all of which a member has to match.
   *
   * @throws InvalidFilterException naming the element that cannot be read
   */
  List<MemberFilter> of(Group group) {
    List<MemberFilter> filters = new ArrayList<>();
    read(group.getModifierExtension(), "Group.modifierExtension", filters);
    read(group.getExtension(), "Group.extension", filters);
    return List.copyOf(filters);
  }

  private void read(List<Extension> extensions, String path, List<MemberFilter> filters) {
    for (int i = 0; i < extensions.size(); i++) {
      if (URL.equals(extensions.get(i).getUrl())) {
        filters.add(filter(extensions.get(i), path + "[" + i + "].value"));
      }
    }
  }

  private MemberFilter filter(Extension extension, String element) {
    if (!(extension.getValue() instanceof Expression expression)) {
      throw new InvalidFilterException(element, "A member-filter has a valueExpression");
    }
    if (!LANGUAGE.equals(expression.getLanguage())) {
      throw new InvalidFilterException(
          element + ".language", "A member-filter is written in " + LANGUAGE);
    }
    return read(expression.getExpression(), element + ".expression");
  }

  /** Reads one search. */
  MemberFilter read(String query, String element) {
    int mark = query == null ? -1 : query.indexOf('?');
    if (mark < 1) {
      throw new InvalidFilterException(
          element, "A filter is a search such as Patient?language=fr, relative to this server");
    }
    ResultParameters.first(query.substring(mark + 1))
        .ifPresent(
            name -> {
              throw new InvalidFilterException(element, "A filter has no " + name);
            });
    ResourceSearch search;
    try {
      search = urls.getResourceSearch(query.startsWith("/") ? query.substring(1) : query);
    } catch (BaseServerResponseException | DataFormatException | IllegalArgumentException e) {
      throw new InvalidFilterException(element, "The search " + reason(e));
    }
    RuntimeSearchParam patient = null;
    if (!"Patient".equals(search.getResourceName())) {
      patient = patient(search.getResourceName());
      if (patient == null) {
        throw new InvalidFilterException(
            element, "No parameter leads from " + search.getResourceName() + " to a patient");
      }
    }
    return new MemberFilter(element, query, search, patient);
  }

  static String reason(RuntimeException e) {
    return "is not understood: " + String.valueOf(e.getMessage()).replaceFirst("^HAPI-\\d+: ", "");
  }

  private RuntimeSearchParam patient(String type) {
    for (String name : List.of("patient", "subject")) {
      RuntimeSearchParam found =
          parameters.getActiveSearchParam(
              type, name, ISearchParamRegistry.SearchParamLookupContextEnum.SEARCH);
      if (found != null
          && found.getParamType() == RestSearchParameterTypeEnum.REFERENCE
          && (found.getTargets().isEmpty() || found.getTargets().contains("Patient"))) {
        return found;
      }
    }
    return null;
  }
}
