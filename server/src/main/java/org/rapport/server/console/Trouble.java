package org.rapport.server.console;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.rapport.server.console.ConsoleConfiguration.Desks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * What went wrong, as a page: the words of the API's answer, and what was typed, which is not lost.
 *
 * @param kind of its words: denied, gone, changed, refused, away, broken
 * @param said by the API
 * @param typed fields of the form that did not go through, to send again
 * @param action where that form goes; null: there was none
 */
public record Trouble(
    int status, String kind, List<String> said, List<Frame.Option> typed, String action) {

  /** Answers pages whose call of the API was refused. */
  @ControllerAdvice(basePackages = "org.rapport.server.console")
  static class Answers {
    private static final Logger log = LoggerFactory.getLogger(Trouble.class);

    private static final int FRAMES = 6;

    private final Desks desks;

    Answers(Desks desks) {
      this.desks = desks;
    }

    @ExceptionHandler(BaseServerResponseException.class)
    ResponseEntity<String> refused(
        BaseServerResponseException refused, HttpServletRequest request) {
      int status = refused.getStatusCode();
      String kind =
          switch (status) {
            case 401, 403 -> "denied";
            case 404, 410 -> "gone";
            case 409, 412 -> "changed";
            default -> status >= 500 || status == 0 ? "away" : "refused";
          };
      if (kind.equals("away")) {
        // Path and class only: what is asked and answered may say something about somebody.
        log.warn(
            "The FHIR API did not answer {} {}: {}",
            request.getMethod(),
            request.getServletPath().replaceAll("/[0-9a-f-]{20,}", "/…"),
            refused.getClass().getSimpleName());
      }
      boolean form = "POST".equals(request.getMethod());
      Trouble trouble =
          new Trouble(
              kind.equals("away") ? 503 : status,
              kind,
              said(refused),
              form ? typed(request) : List.of(),
              form ? request.getRequestURI() : null);
      Desk desk = desks.desk(request);
      return desk.page(trouble.status(), "trouble." + kind, "trouble.jte", trouble);
    }

    /** A fault of ours: where it was is logged, and not what it was about. */
    @ExceptionHandler(RuntimeException.class)
    ResponseEntity<String> broken(RuntimeException fault, HttpServletRequest request) {
      log.error(
          "A page failed at {}: {} {}",
          request.getServletPath().replaceAll("/[0-9a-f-]{20,}", "/…"),
          fault.getClass().getName(),
          Arrays.stream(fault.getStackTrace()).limit(FRAMES).toList());
      return desks
          .desk(request)
          .page(
              500,
              "trouble.broken",
              "trouble.jte",
              new Trouble(500, "broken", List.of(), List.of(), null));
    }

    private static List<String> said(BaseServerResponseException refused) {
      List<String> said = new ArrayList<>();
      if (refused.getOperationOutcome() instanceof OperationOutcome outcome) {
        outcome.getIssue().forEach(issue -> said.add(issue.getDiagnostics()));
      }
      said.removeIf(one -> one == null || one.isBlank());
      return said;
    }

    private static List<Frame.Option> typed(HttpServletRequest request) {
      List<Frame.Option> typed = new ArrayList<>();
      for (Map.Entry<String, String[]> one : request.getParameterMap().entrySet()) {
        for (String value : one.getValue()) {
          if (!one.getKey().equals("_csrf")) {
            typed.add(new Frame.Option(one.getKey(), value));
          }
        }
      }
      return typed;
    }
  }
}
