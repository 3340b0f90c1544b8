package org.rapport.server.catalog;

import java.util.Optional;

/** Where the texts of messages come from. */
@FunctionalInterface
public interface TemplateSource {

  /** A template by its canonical: that version if it was ever in force, else the active one. */
  Optional<Template> template(String canonical);
}
