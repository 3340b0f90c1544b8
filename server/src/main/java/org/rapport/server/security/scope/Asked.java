package org.rapport.server.security.scope;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a request asks for, read off its method and address (R4, http.html), as the rights that it
 * needs. The address may be a request's or a Bundle entry's.
 *
 * @param kind how it is to be treated
 * @param needs rights, all of which are needed
 * @param type the resource type in the address; null: none
 */
record Asked(Kind kind, Set<Need> needs, String type) {
  enum Kind {
    /** For anybody: the capability statement. */
    OPEN,
    /** Allowed to who has the rights. */
    NEEDS,
    /** A Bundle of requests, or a further page: allowed to who has any right, looked at later. */
    LATER,
    /** An operation that there is not. */
    NO_SUCH_OPERATION,
    /** Nothing that is known: HAPI says so. */
    UNKNOWN
  }

  /**
   * Reads an address.
   *
   * @param path below the base, decoded, without the query
   * @param query raw or decoded; null: none
   * @param types whether a name is a resource type
   */
  static Asked of(String method, String path, String query, Predicate<String> types) {
    List<String> parts = Stream.of(path.split("/")).filter(part -> !part.isEmpty()).toList();
    String verb = method.equals("HEAD") ? "GET" : method;
    if (parts.isEmpty()) {
      return root(verb, query);
    }
    String last = parts.get(parts.size() - 1);
    String first = parts.get(0);
    String type = types.test(first) ? first : null;
    if (last.startsWith("$")) {
      Optional<Set<Need>> needs = Operations.needs(last, type);
      return needs.isEmpty()
          ? new Asked(Kind.NO_SUCH_OPERATION, Set.of(), type)
          : new Asked(Kind.NEEDS, needs.get(), type);
    }
    if (first.equals("metadata")) {
      return new Asked(Kind.OPEN, Set.of(), null);
    }
    if (parts.size() == 1 && (first.equals("_history") || first.equals("_search"))) {
      return needs(null, Need.of("*", 's'));
    }
    return type == null
        ? new Asked(Kind.UNKNOWN, Set.of(), null)
        : ofType(verb, type, parts, query, types);
  }

  private static Asked root(String verb, String query) {
    boolean page = verb.equals("GET") && query != null && query.contains("_getpages=");
    if (page || verb.equals("POST")) {
      return new Asked(Kind.LATER, Set.of(), null);
    }
    return verb.equals("GET")
        ? needs(null, Need.of("*", 's'))
        : new Asked(Kind.UNKNOWN, Set.of(), null);
  }

  private static Asked ofType(
      String verb, String type, List<String> parts, String query, Predicate<String> types) {
    if (parts.size() == 1) {
      boolean page = verb.equals("GET") && query != null && query.contains("_getpages=");
      return switch (verb) {
        case "GET" ->
            page ? new Asked(Kind.LATER, Set.of(), type) : needs(type, Need.of(type, 's'));
        case "POST" -> needs(type, Need.of(type, 'c'));
        case "PUT", "PATCH" -> needs(type, Need.of(type, 'u'), Need.of(type, 's'));
        case "DELETE" -> needs(type, Need.of(type, 'd'), Need.of(type, 's'));
        default -> new Asked(Kind.UNKNOWN, Set.of(), type);
      };
    }
    String second = parts.get(1);
    if (parts.size() == 2 && (second.equals("_search") || second.equals("_history"))) {
      return needs(type, Need.of(type, 's'));
    }
    boolean compartment = parts.size() == 3 && types.test(parts.get(2));
    if (compartment) {
      return needs(type, Need.of(type, 'r'), Need.of(parts.get(2), 's'));
    }
    return switch (verb) {
      case "GET" -> needs(type, Need.of(type, 'r'));
      case "PUT", "PATCH" -> needs(type, Need.of(type, 'u'));
      case "DELETE" -> needs(type, Need.of(type, 'd'));
      default -> new Asked(Kind.UNKNOWN, Set.of(), type);
    };
  }

  private static Asked needs(String type, Need... needs) {
    return new Asked(Kind.NEEDS, Set.of(needs), type);
  }

  /** The same, with more rights. */
  Asked and(Set<Need> more) {
    if (more.isEmpty()) {
      return this;
    }
    Set<Need> all = new HashSet<>(needs);
    all.addAll(more);
    return new Asked(kind == Kind.LATER ? Kind.NEEDS : kind, all, type);
  }

  /** Whether these scopes allow it. */
  boolean isAllowed(SystemScopes scopes) {
    return switch (kind) {
      case OPEN -> true;
      case LATER -> !scopes.types().isEmpty();
      case NEEDS -> needs.stream().allMatch(need -> need.isMet(scopes));
      case NO_SUCH_OPERATION, UNKNOWN -> false;
    };
  }
}
