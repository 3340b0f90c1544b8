package org.rapport.server.projection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Extensions.EnrolmentOverride;
import org.rapport.terminology.OverrideAction;

/**
 * What staff's acts on an enrolment come to.
 *
 * @param sendNow {@code step=instant}, the last act on each step
 */
record Overrides(boolean paused, boolean stopped, Set<String> skipped, List<String> sendNow) {

  /** In the order in which they were recorded; the last pause or resume counts. */
  static Overrides of(CarePlan plan) {
    boolean paused = false;
    boolean stopped = false;
    Set<String> skipped = new LinkedHashSet<>();
    List<String> sendNow = new ArrayList<>();
    for (Extension override : plan.getExtensionsByUrl(Extensions.ENROLMENT_OVERRIDE)) {
      OverrideAction action =
          OverrideAction.fromCode(part(override, EnrolmentOverride.ACTION)).orElse(null);
      String step = part(override, EnrolmentOverride.STEP);
      if (action == null) {
        continue;
      }
      switch (action) {
        case PAUSE -> paused = true;
        case RESUME -> paused = false;
        case STOP -> stopped = true;
        case SKIP_STEP -> skipped.add(String.valueOf(step));
        case SEND_NOW -> {
          skipped.remove(step);
          sendNow.removeIf(other -> other.startsWith(step + "="));
          sendNow.add(step + "=" + part(override, EnrolmentOverride.AT));
        }
        case MIGRATE -> {
          // Says which version; instantiatesCanonical holds it.
        }
      }
    }
    return new Overrides(paused, stopped, skipped, sendNow);
  }

  private static String part(Extension override, String name) {
    Extension part = override.getExtensionByUrl(name);
    return part == null ? null : part.getValue().primitiveValue();
  }
}
