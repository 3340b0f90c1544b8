package org.rapport.server.fhir;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import com.fasterxml.jackson.core.JacksonException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.text.ParseException;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.rapport.server.door.RefusedException;
import org.rapport.server.store.HapiTables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a caller hears of a failure: a status that says whose it is, and words without SQL, classes
 * or values. What a library throws at an input that nobody thought of (a null, a cast, an index) is
 * the input's fault until a person has looked: it is logged with its place, and answered 4xx.
 */
public final class FhirFaults {
  private static final Logger log = LoggerFactory.getLogger(FhirFaults.class);
  private static final int FRAMES = 12;

  private static final Pattern CODE = Pattern.compile("HAPI-\\d+: ");
  private static final Pattern INTERNALS =
      Pattern.compile(
          "(?i:\\bSQL\\b|insert into|could not execute|could not extract|batch entry|"
              + HapiTables.PREFIX
              + "|duplicate key|constraint \\[)|(?:\\b[a-z_][a-z0-9_]*\\.){2,}[A-Z]\\w*|Exception\\b");

  /**
   * Classes and conditions of SQLSTATE (PostgreSQL, errcodes-appendix.html) that say nothing of the
   * request: no connection, a full disk or memory, a database that starts, stops or is only to be
   * read from after a failover, a disk that fails.
   */
  private static final List<String> NO_STORE = List.of("08", "25006", "53", "57P", "58");

  private static final String SOON = "10";

  private static final Pattern UNAVAILABLE =
      Pattern.compile("(?i)connection|jdbc|timeout|timed out|transaction|interrupted|rejected");

  private FhirFaults() {}

  /**
   * The failure as its caller hears of it, with an OperationOutcome.
   *
   * @param conditional whether the request said which version it means (If-Match)
   */
  public static BaseServerResponseException told(Throwable failure, boolean conditional) {
    if (failure instanceof Told told) {
      return told;
    }
    RefusedException refused = find(failure, RefusedException.class);
    if (refused != null) {
      return fault(refused.status(), type(refused.code()), refused.getMessage(), refused.element());
    }
    SQLException database = find(failure, SQLException.class);
    if (database != null) {
      return database(failure, database);
    }
    if (failure instanceof BaseServerResponseException known && known.getStatusCode() < 500) {
      return known(known, conditional);
    }
    DataFormatException unreadable = find(failure, DataFormatException.class);
    if (unreadable != null) {
      return fault(400, IssueType.STRUCTURE, words(unreadable.getMessage()), "");
    }
    if (failure instanceof BaseServerResponseException known && known.getStatusCode() == 501) {
      return fault(400, IssueType.NOTSUPPORTED, words(known.getMessage()), "");
    }
    Throwable cause = root(failure);
    if (isSearchThatFailed(cause)) {
      log.error("A search was not foreseen: {}", places(cause));
      return fault(
          400, IssueType.PROCESSING, "The search has something that cannot be processed", "");
    }
    if (cause instanceof StackOverflowError) {
      return fault(400, IssueType.TOOCOSTLY, "The request is nested too deeply", "");
    }
    if (cause instanceof OutOfMemoryError) {
      return fault(503, IssueType.TOOCOSTLY, "The request needs more than there is", "");
    }
    if (isUnforeseen(cause)) {
      log.error("A request was not foreseen: {} {}", cause.getClass().getName(), places(cause));
      return fault(
          400, IssueType.PROCESSING, "The request has something that cannot be processed", "");
    }
    log.error("A request failed: {} {}", cause.getClass().getName(), places(cause));
    return fault(500, IssueType.EXCEPTION, "The request could not be processed now", "");
  }

  private static BaseServerResponseException known(
      BaseServerResponseException known, boolean conditional) {
    int status = known.getStatusCode();
    boolean stale = known instanceof ResourceVersionConflictException && conditional;
    if (known.getOperationOutcome() instanceof OperationOutcome outcome && !stale) {
      outcome.getIssue().forEach(issue -> issue.setDiagnostics(words(issue.getDiagnostics())));
      return known;
    }
    String words =
        stale
            ? "The resource is not at the version that If-Match names"
            : words(known.getMessage());
    BaseServerResponseException fault =
        fault(stale ? 412 : status, stale ? IssueType.CONFLICT : type(status), words, "");
    if (known.hasResponseHeaders()) {
      known
          .getResponseHeaders()
          .forEach((name, values) -> values.forEach(value -> fault.addResponseHeader(name, value)));
    }
    return fault;
  }

  private static BaseServerResponseException database(Throwable failure, SQLException cause) {
    String state = String.valueOf(cause.getSQLState());
    if (state.startsWith("22")) {
      return fault(422, IssueType.VALUE, "A value cannot be stored or compared as it is", "");
    }
    if (state.startsWith("23") || state.equals("40001") || state.equals("40P01")) {
      return fault(
          409,
          IssueType.CONFLICT,
          "Somebody else wrote the same at the same moment; try again",
          "");
    }
    if (state.equals("57014")) {
      return fault(503, IssueType.TOOCOSTLY, "The request takes longer than it may", "");
    }
    if (state.startsWith("54")) {
      return fault(400, IssueType.TOOCOSTLY, "The request is larger than can be processed", "");
    }
    log.error("A request failed in the database: SQLSTATE {} {}", state, places(failure));
    if (NO_STORE.stream().anyMatch(state::startsWith)
        || cause instanceof SQLTransientConnectionException) {
      BaseServerResponseException away =
          fault(503, IssueType.NOSTORE, "Nothing can be stored or read now; try again", "");
      away.addResponseHeader(Constants.HEADER_RETRY_AFTER, SOON);
      return away;
    }
    return fault(500, IssueType.EXCEPTION, "The request could not be processed now", "");
  }

  // A search runs in a thread of its own, and what fails there comes back as a text without a
  // cause.
  private static boolean isSearchThatFailed(Throwable cause) {
    return cause instanceof InternalErrorException failed
        && failed.getMessage() != null
        && !UNAVAILABLE.matcher(failed.getMessage()).find();
  }

  // What a null, a cast or a number that is none does to code that did not expect it.
  private static boolean isUnforeseen(Throwable cause) {
    return cause instanceof NullPointerException
        || cause instanceof IllegalArgumentException
        || cause instanceof IllegalStateException
        || cause instanceof ClassCastException
        || cause instanceof IndexOutOfBoundsException
        || cause instanceof ArithmeticException
        || cause instanceof UnsupportedOperationException
        || cause instanceof DateTimeException
        || cause instanceof NoSuchElementException
        || cause instanceof ParseException
        || cause instanceof javax.xml.xpath.XPathException
        || cause instanceof FHIRException
        || cause instanceof JacksonException
        || cause.getClass().getName().startsWith("com.github.fge.")
        || cause.getClass().getName().startsWith("com.github.dnault.");
  }

  /** Words of a library, without what only its makers understand. */
  static String words(String message) {
    if (message == null || message.isBlank()) {
      return "The request is not taken";
    }
    String words = CODE.matcher(message).replaceAll("");
    return INTERNALS.matcher(words).find() || words.contains("\u0000")
        ? "The request is not taken as it is"
        : words;
  }

  private static BaseServerResponseException fault(
      int status, IssueType type, String words, String element) {
    OperationOutcome outcome = new OperationOutcome();
    OperationOutcome.OperationOutcomeIssueComponent issue =
        outcome.addIssue().setSeverity(IssueSeverity.ERROR).setCode(type).setDiagnostics(words);
    if (!element.isBlank()) {
      issue.addExpression(element);
    }
    BaseServerResponseException fault = new Told(status, words);
    fault.setOperationOutcome(outcome);
    return fault;
  }

  /** What was said already is neither said nor logged again where it passes another door. */
  private static final class Told extends UnclassifiedServerFailureException {
    private static final long serialVersionUID = 1L;

    Told(int status, String words) {
      super(status, words);
    }
  }

  private static IssueType type(String code) {
    try {
      return IssueType.fromCode(code);
    } catch (FHIRException e) {
      return IssueType.INVALID;
    }
  }

  private static IssueType type(int status) {
    return switch (status) {
      case 401 -> IssueType.LOGIN;
      case 403 -> IssueType.FORBIDDEN;
      case 404 -> IssueType.NOTFOUND;
      case 405, 415 -> IssueType.NOTSUPPORTED;
      case 409, 412 -> IssueType.CONFLICT;
      case 410 -> IssueType.DELETED;
      case 413 -> IssueType.TOOLONG;
      default -> IssueType.PROCESSING;
    };
  }

  private static <T extends Throwable> T find(Throwable failure, Class<T> type) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth++ < 20; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
      root = root.getCause();
    }
    return root;
  }

  private static List<StackTraceElement> places(Throwable failure) {
    return Arrays.stream(failure.getStackTrace()).limit(FRAMES).toList();
  }
}
