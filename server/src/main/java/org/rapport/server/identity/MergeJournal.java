package org.rapport.server.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityComponent;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.NameBasedId;

/**
 * What a merge has changed, as the Provenance by which it is undone: each resource with the version
 * that it had before; one that the merge has made has none. Its id follows from the source.
 *
 * @param changed references with the version before
 * @param made references
 */
record MergeJournal(
    String source, String target, Instant at, List<IdType> changed, List<IdType> made) {
  private static final String LIFECYCLE =
      "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
  private static final String MERGE = "merge";
  private static final String UNMERGE = "unmerge";

  static MergeJournal begin(String source, String target, Instant at) {
    return new MergeJournal(source, target, at, new ArrayList<>(), new ArrayList<>());
  }

  /** The id of the Provenance of a patient's merge. */
  static String id(String source) {
    return NameBasedId.of("merge " + source);
  }

  /** Notes a stored resource that is about to be changed. */
  void change(Resource stored) {
    changed.add(
        new IdType(
            stored.fhirType(),
            stored.getIdElement().getIdPart(),
            stored.getIdElement().getVersionIdPart()));
  }

  void make(Resource resource) {
    made.add(new IdType(resource.fhirType(), resource.getIdElement().getIdPart()));
  }

  Provenance provenance(String agent) {
    Provenance provenance = about(source, target, at, MERGE, agent);
    provenance.setId(id(source));
    for (IdType before : changed) {
      entity(provenance, before, ProvenanceEntityRole.REVISION)
          .addExtension(
              Extensions.MERGED_VERSION,
              new IntegerType(before.getVersionIdPartAsLong().intValue()));
    }
    made.forEach(id -> entity(provenance, id, ProvenanceEntityRole.DERIVATION));
    return provenance;
  }

  /** The record that a merge was undone. */
  Provenance undone(Instant now, String agent) {
    Provenance provenance = about(source, target, now, UNMERGE, agent);
    provenance.setId(NameBasedId.of("unmerge " + source + " " + at));
    return provenance;
  }

  static MergeJournal read(Provenance provenance) {
    MergeJournal journal =
        begin(
            provenance.getTarget().get(0).getReferenceElement().getIdPart(),
            provenance.getTarget().get(1).getReferenceElement().getIdPart(),
            provenance.getRecorded().toInstant());
    for (ProvenanceEntityComponent entity : provenance.getEntity()) {
      IdType id = (IdType) entity.getWhat().getReferenceElement();
      if (entity.getExtensionByUrl(Extensions.MERGED_VERSION) == null) {
        journal.made.add(new IdType(id.getResourceType(), id.getIdPart()));
      } else {
        IntegerType version =
            (IntegerType) entity.getExtensionByUrl(Extensions.MERGED_VERSION).getValue();
        journal.changed.add(
            new IdType(id.getResourceType(), id.getIdPart(), version.getValueAsString()));
      }
    }
    return journal;
  }

  private static ProvenanceEntityComponent entity(
      Provenance provenance, IdType id, ProvenanceEntityRole role) {
    return provenance
        .addEntity()
        .setRole(role)
        .setWhat(new Reference(id.getResourceType() + "/" + id.getIdPart()));
  }

  private static Provenance about(
      String source, String target, Instant at, String activity, String agent) {
    Provenance provenance = new Provenance();
    provenance.addTarget(new Reference("Patient/" + source));
    provenance.addTarget(new Reference("Patient/" + target));
    provenance.setRecorded(Date.from(at));
    provenance.setActivity(new CodeableConcept(new Coding(LIFECYCLE, activity, null)));
    provenance.addAgent().setWho(new Reference().setDisplay(agent));
    return provenance;
  }
}
