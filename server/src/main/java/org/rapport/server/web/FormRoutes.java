package org.rapport.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.hl7.fhir.r4.model.Questionnaire;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /forms/<questionnaire>}. */
@RestController
class FormRoutes {
  private final FormPages pages;

  FormRoutes(FormPages pages) {
    this.pages = pages;
  }

  @GetMapping("/forms/{name}")
  ResponseEntity<String> show(@PathVariable String name, HttpServletRequest request) {
    Optional<Questionnaire> form = pages.find(name);
    return form.isPresent() ? pages.show(form.get(), request) : pages.gone(request);
  }

  @PostMapping("/forms/{name}")
  ResponseEntity<String> take(@PathVariable String name, HttpServletRequest request)
      throws IOException {
    Optional<Questionnaire> form = pages.find(name);
    return form.isPresent() ? pages.take(form.get(), null, request) : pages.gone(request);
  }
}
