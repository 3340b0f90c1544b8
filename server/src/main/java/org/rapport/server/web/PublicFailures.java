package org.rapport.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.rapport.server.door.RefusedException;
import org.rapport.server.lead.FieldError;
import org.rapport.server.store.WithoutMessages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerMapping;

/**
 * What the public hears when something fails behind a page: that it was not stored, and to come
 * again. Nothing is said of what failed, and nothing personal is logged.
 */
@RestControllerAdvice(basePackageClasses = PublicFailures.class)
class PublicFailures {
  private static final Logger log = LoggerFactory.getLogger(PublicFailures.class);

  @ExceptionHandler(HttpMediaTypeNotSupportedException.class)
  ResponseEntity<String> unsupported(HttpMediaTypeNotSupportedException e) {
    return answer(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE, "should be a form, JSON or a QuestionnaireResponse");
  }

  @ExceptionHandler(RefusedException.class)
  ResponseEntity<String> refused(RefusedException e) {
    return ResponseEntity.status(e.status())
        .contentType(MediaType.APPLICATION_JSON)
        .body(
            PublicJson.write(
                Map.of("errors", List.of(new FieldError(e.element(), e.getMessage())))));
  }

  @ExceptionHandler(RequestRejectedException.class)
  ResponseEntity<String> rejected(RequestRejectedException e) {
    return answer(HttpStatus.BAD_REQUEST, "There is a field with a name or value that no form has");
  }

  @ExceptionHandler(RuntimeException.class)
  ResponseEntity<String> failed(RuntimeException e, HttpServletRequest request) {
    // The pattern and not the address: that may be a link, which opens what it stands for.
    Object page = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    log.error("{} {} failed", request.getMethod(), page, WithoutMessages.of(e));
    return answer(HttpStatus.SERVICE_UNAVAILABLE, "Nothing was stored; please try again");
  }

  private static ResponseEntity<String> answer(HttpStatus status, String message) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .header("Retry-After", "5")
        .body(PublicJson.write(Map.of("errors", List.of(new FieldError("", message)))));
  }
}
