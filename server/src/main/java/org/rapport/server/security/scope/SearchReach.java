package org.rapport.server.security.scope;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Which types a search looks into besides its own: by chains, {@code _has}, chained sorting, {@code
 * _revinclude} and lists. Each may be searched only by who has {@code s} on it, else a search
 * answers questions about resources that it may not show.
 */
@Component
class SearchReach {
  private final FhirContext context;
  private final ISearchParamRegistry parameters;

  SearchReach(FhirContext context, ISearchParamRegistry parameters) {
    this.context = context;
    this.parameters = parameters;
  }

  /** Whether a name is a resource type. */
  boolean isType(String name) {
    return context.getResourceTypes().contains(name);
  }

  /** What a match URL ({@code Patient?identifier=…}) needs; nothing where it has no type. */
  Set<Need> ofMatchUrl(String url) {
    int mark = url.indexOf('?');
    String type = mark < 0 ? "" : url.substring(url.lastIndexOf('/', mark) + 1, mark);
    Set<Need> needs = new HashSet<>();
    if (isType(type)) {
      needs.add(Need.of(type, 's'));
      ofQuery(type, url.substring(mark + 1), needs);
    }
    return needs;
  }

  private void ofQuery(String type, String query, Set<Need> needs) {
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      of(type, name, equals < 0 ? "" : decoded(pair.substring(equals + 1)), needs);
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** What one parameter needs. */
  void of(String type, String name, String value, Set<Need> needs) {
    switch (name) {
      case "_sort" -> {
        for (String key : value.split(",")) {
          ofName(type, key.startsWith("-") ? key.substring(1) : key, needs);
        }
      }
      case "_revinclude", "_revinclude:iterate", "_revinclude:recurse" -> {
        String source = value.split(":", 2)[0];
        needs.add(Need.of(isType(source) ? source : "*", 's'));
      }
      case "_list" -> needs.add(Need.of("List", 's'));
      case "_filter" -> needs.add(Need.of("*", 's'));
      default -> {
        if ((name.equals("_include") || name.startsWith("_include:")) && value.contains("*")) {
          needs.add(Need.of("*", 's'));
        }
        ofName(type, name, needs);
      }
    }
  }

  private void ofName(String type, String name, Set<Need> needs) {
    if (name.toLowerCase(Locale.ROOT).startsWith("_has:")) {
      String[] parts = name.split(":", 4);
      if (parts.length == 4 && isType(parts[1])) {
        needs.add(Need.of(parts[1], 's'));
        ofName(parts[1], parts[3], needs);
      } else {
        needs.add(Need.of("*", 's'));
      }
      return;
    }
    int dot = name.indexOf('.');
    if (dot < 0) {
      return;
    }
    String[] reference = name.substring(0, dot).split(":", 2);
    String rest = name.substring(dot + 1);
    for (String target : targets(type, reference, rest)) {
      needs.add(Need.of(target, 's'));
      ofName(target, rest, needs);
    }
  }

  private Collection<String> targets(String type, String[] reference, String rest) {
    if (reference.length == 2 && isType(reference[1])) {
      return Set.of(reference[1]);
    }
    RuntimeSearchParam parameter = parameter(type, reference[0]);
    if (parameter == null || parameter.getTargets().isEmpty()) {
      return Set.of("*");
    }
    String next = rest.split("[.:]", 2)[0];
    Set<String> known =
        parameter.getTargets().stream()
            .filter(target -> next.startsWith("_") || parameter(target, next) != null)
            .collect(Collectors.toSet());
    return known.isEmpty() ? parameter.getTargets() : known;
  }

  private RuntimeSearchParam parameter(String type, String name) {
    return isType(type)
        ? parameters.getActiveSearchParam(type, name, SearchParamLookupContextEnum.SEARCH)
        : null;
  }
}
