package org.rapport.routes.intake.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.profiles.Extensions;

/** What is kept of every resource alike: labels, identifiers, the time zone. */
final class KeptElements {
  private KeptElements() {}

  /**
   * Refuses what changes the meaning of a resource in a way that we do not know (FHIR R4, 2.4.1:
   * modifier extensions).
   */
  static void check(DomainResource theirs) {
    if (theirs.hasModifierExtension()) {
      throw new UnmappableResourceException(
          theirs.fhirType().toLowerCase(java.util.Locale.ROOT) + "-modifier-extension");
    }
  }

  /**
   * Labels of both: what somebody has labelled here is not laid open because the EHR does not say
   * so.
   */
  static void security(Resource theirs, Resource ours) {
    for (Coding label : theirs.getMeta().getSecurity()) {
      boolean known =
          ours.getMeta().getSecurity().stream()
              .anyMatch(
                  one ->
                      Objects.equals(one.getSystem(), label.getSystem())
                          && Objects.equals(one.getCode(), label.getCode()));
      if (!known) {
        ours.getMeta().addSecurity(plain(label.copy()));
      }
    }
  }

  /**
   * The EHR's identifiers besides those that stand, each once; those without a system say nothing.
   */
  static void identifiers(List<Identifier> theirs, List<Identifier> ours) {
    for (Identifier identifier : theirs) {
      if (!identifier.hasSystem() || !identifier.hasValue()) {
        continue;
      }
      ours.removeIf(
          one ->
              identifier.getSystem().equals(one.getSystem())
                  && identifier.getValue().equals(one.getValue()));
      Identifier kept = plain(identifier.copy());
      kept.setAssigner(null);
      ours.add(kept);
    }
  }

  /** The EHR's own id as identifier, which is how the resource is found again. */
  static void own(EhrBase base, EhrBase.Id id, List<Identifier> ours) {
    identifiers(
        List.of(new Identifier().setSystem(base.system(id.type())).setValue(id.id())), ours);
  }

  /** HL7's time zone, where the EHR says one; of all its extensions we know this alone. */
  static void zone(DomainResource theirs, DomainResource ours) {
    Extension zone = theirs.getExtensionByUrl(Extensions.TIMEZONE);
    if (zone != null && zone.hasValue()) {
      ours.getExtension().removeIf(one -> Extensions.TIMEZONE.equals(one.getUrl()));
      ours.addExtension(Extensions.TIMEZONE, zone.getValue().copy());
    }
  }

  /**
   * The URLs of extensions that are left out: they may hold anything, and nothing here reads them.
   */
  static List<String> leftOut(DomainResource theirs) {
    TreeSet<String> urls = new TreeSet<>();
    for (Extension extension : theirs.getExtension()) {
      if (!Extensions.TIMEZONE.equals(extension.getUrl()) && extension.hasUrl()) {
        urls.add(extension.getUrl());
      }
    }
    return List.copyOf(urls);
  }

  /** Copies without their extensions. */
  @SuppressWarnings("unchecked")
  static <E extends Element> List<E> plain(List<E> elements) {
    List<E> copies = new ArrayList<>();
    elements.forEach(element -> copies.add(plain((E) element.copy())));
    return copies;
  }

  /** The same without its extensions. */
  static <E extends Element> E plain(E element) {
    element.setExtension(new ArrayList<>());
    return element;
  }
}
