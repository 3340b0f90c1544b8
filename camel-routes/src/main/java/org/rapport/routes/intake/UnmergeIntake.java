package org.rapport.routes.intake;

import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.rapport.routes.intake.siu.MergeMapping;
import org.rapport.routes.intake.siu.PatientKey;
import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.StoreRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies one ADT^A37: where one of its two patients was merged into the other, the server's {@code
 * $unmerge} makes them two again, and the message is kept. Idempotent. Where nothing was merged
 * nothing changes; a record that is known by both numbers without a merge is a person's to take
 * apart, as nobody can tell whose it is.
 */
final class UnmergeIntake {
  /** The trigger event that unlinks. */
  static final String EVENT = "A37";

  private static final Logger LOG = LoggerFactory.getLogger(UnmergeIntake.class);

  private final FhirStore store;
  private final ApplyOnce once;
  private final MergeMapping mapping;

  UnmergeIntake(FhirStore store, ApplyOnce once, Clock clock) {
    this.store = store;
    this.once = once;
    this.mapping = new MergeMapping(clock);
  }

  Answer apply(Received received) {
    return once.apply(
        received,
        () -> {
          if (!MergeIntake.mayMerge(received.sender(), received.origin())) {
            throw MergeMapping.notPermitted();
          }
          boolean unmerged = false;
          Set<String> undecided = new LinkedHashSet<>();
          List<MergeMapping.Pair> pairs =
              MergeMapping.unlinked(received.message(), received.sender());
          for (MergeMapping.Pair pair : pairs) {
            unmerged |= unmerge(pair, undecided);
          }
          Answer answer =
              once.commit(
                  received,
                  mapping.keep(
                      received.raw(), received.sender(), EVENT, pairs, List.copyOf(undecided)),
                  unmerged ? "Two records again" : "Nothing was merged");
          LOG.info("{}: {}", received.words(), unmerged ? "unmerged" : "nothing was merged");
          return answer;
        });
  }

  private boolean unmerge(MergeMapping.Pair pair, Set<String> undecided) {
    List<Patient> one = own(pair.source());
    List<Patient> other = own(pair.target());
    List<String> sources =
        Stream.concat(mergedInto(one, ids(other)), mergedInto(other, ids(one))).distinct().toList();
    try {
      sources.forEach(store::unmerge);
    } catch (StoreRefusedException refused) {
      throw MergeMapping.notUnmerged();
    }
    if (sources.isEmpty() && !pair.source().value().equals(pair.target().value())) {
      ids(one).stream()
          .filter(ids(other)::contains)
          .map(id -> "Patient/" + id)
          .forEach(undecided::add);
    }
    return !sources.isEmpty();
  }

  // What a record took over by a merge has use old: it is the other's own.
  private List<Patient> own(PatientKey key) {
    return store.records(key.system(), key.value()).stream()
        .filter(
            record ->
                record.getIdentifier().stream()
                    .anyMatch(
                        id ->
                            key.system().equals(id.getSystem())
                                && key.value().equals(id.getValue())
                                && id.getUse() != IdentifierUse.OLD))
        .toList();
  }

  private static Set<String> ids(List<Patient> records) {
    return records.stream()
        .map(record -> record.getIdElement().getIdPart())
        .collect(Collectors.toSet());
  }

  private static Stream<String> mergedInto(List<Patient> records, Set<String> targets) {
    return records.stream()
        .filter(
            record ->
                record.getLink().stream()
                    .filter(link -> link.getType() == LinkType.REPLACEDBY)
                    .anyMatch(
                        link ->
                            targets.contains(link.getOther().getReferenceElement().getIdPart())))
        .map(record -> record.getIdElement().getIdPart());
  }
}
