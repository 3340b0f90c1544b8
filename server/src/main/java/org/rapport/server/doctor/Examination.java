package org.rapport.server.doctor;

import java.util.List;
import org.springframework.core.env.Environment;

/** Looks at one part of what the settings name. */
@FunctionalInterface
interface Examination {
  /** What it found; nothing where the settings name no such part. Throws nothing. */
  List<Finding> look(Environment env);
}
