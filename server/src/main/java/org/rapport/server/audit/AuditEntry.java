package org.rapport.server.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an AuditEvent says, before it is one (R4, auditevent.html; IHE BALP). Ids, and no content:
 * of a query what was asked, as BALP has it.
 *
 * @param kind type and main subtype
 * @param codes further subtypes: of HTTP's interactions, and of ours
 * @param action C, R, U, D or E
 * @param outcome 0 success, 4 refused, 8 failed
 * @param words why it was refused, or what for; null: nothing to say
 * @param agent who
 * @param patients relative references
 * @param entities relative references of what was touched
 * @param query what was asked, as an address below the base; null: nothing
 * @param request id of the HTTP request; null: none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AuditEntry(
    AuditKind kind,
    List<String> codes,
    String action,
    String outcome,
    String words,
    Agent agent,
    List<String> patients,
    List<String> entities,
    String query,
    String request) {
  /** It was done. */
  public static final String SUCCESS = "0";

  /** It was refused. */
  public static final String REFUSED = "4";

  /** It went wrong. */
  public static final String FAILED = "8";

  private static final int QUERY = 4000;
  private static final int WORDS = 1000;

  /** Cuts what is too long for an entry; PostgreSQL's texts have no NUL. */
  public AuditEntry {
    query = bounded(query, QUERY);
    words = bounded(words, WORDS);
    codes = codes == null ? List.of() : List.copyOf(codes);
    request = bounded(request, 100);
    patients = distinct(patients);
    entities = distinct(entities);
  }

  private static List<String> distinct(List<String> some) {
    return some == null ? List.of() : List.copyOf(new LinkedHashSet<>(some));
  }

  private static String bounded(String text, int most) {
    if (text == null) {
      return null;
    }
    String clean = text.replace("\u0000", "");
    return clean.length() <= most ? clean : clean.substring(0, most);
  }

  /** Something that was done to or with resources. */
  public static AuditEntry of(
      AuditKind kind,
      List<String> codes,
      String action,
      Agent agent,
      Collection<String> patients,
      Collection<String> entities) {
    return new AuditEntry(
        kind,
        codes,
        action,
        SUCCESS,
        null,
        agent,
        List.copyOf(patients),
        List.copyOf(entities),
        null,
        null);
  }

  /** The same with what was asked. */
  public AuditEntry asked(String asked, String requestId) {
    return new AuditEntry(
        kind, codes, action, outcome, words, agent, patients, entities, asked, requestId);
  }

  /** The same with another outcome than success, or a reason. */
  public AuditEntry ended(String end, String why) {
    return new AuditEntry(kind, codes, action, end, why, agent, patients, entities, query, request);
  }

  /** Codes of AuditEvent.subtype. */
  @JsonIgnore
  public List<String> subtypes() {
    List<String> all = new ArrayList<>();
    if (kind.subtype() != null) {
      all.add(kind.subtype());
    }
    all.addAll(codes);
    return all;
  }

  /** What searches find it by. */
  @JsonIgnore
  List<String> named() {
    Set<String> named = new LinkedHashSet<>();
    for (String patient : patients) {
      named.add("patient=" + patient);
      named.add("entity=" + patient);
    }
    entities.forEach(entity -> named.add("entity=" + entity));
    for (String who :
        new String[] {agent.client(), agent.account(), agent.username(), agent.person()}) {
      if (who != null) {
        named.add("agent=" + who);
      }
    }
    return List.copyOf(named);
  }
}
