package org.rapport.server.segment;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceOrListParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who is in a Group at this moment: those who match every filter, or, without filters, those who
 * are listed. Ids only, so that a hundred thousand are a matter of seconds; nothing is cached.
 * Joins the caller's transaction if there is one.
 */
@Component
public class Segments {
  // HAPI stops at its page size unless told otherwise.
  private static final int ALL = 50_000_000;

  private final MemberFilters filters;
  private final DaoRegistry daos;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;

  Segments(
      MemberFilters filters, DaoRegistry daos, TransactionTemplate transaction, JdbcClient jdbc) {
    this.filters = filters;
    this.daos = daos;
    this.transaction = transaction;
    this.jdbc = jdbc;
  }

  /** A Group by its id; empty when there is none. */
  public Optional<Group> find(String id) {
    try {
      return Optional.of(
          daos.getResourceDao(Group.class)
              .read(new IdType("Group", id), new SystemRequestDetails()));
    } catch (ResourceNotFoundException | ResourceGoneException e) {
      return Optional.empty();
    }
  }

  /** Ids of all members, in order. */
  public SortedSet<String> members(Group group) {
    return members(group, null);
  }

  /**
   * Those of some patients who are members.
   *
   * @param among ids of patients; null for everybody
   */
  SortedSet<String> members(Group group, Collection<String> among) {
    return transaction.execute(
        status -> {
          if (!MemberFilters.has(group)) {
            return listed(group, among);
          }
          SortedSet<String> members = null;
          for (MemberFilter filter : filters.of(group)) {
            SortedSet<String> matching = matching(filter, among);
            if (members == null) {
              members = matching;
            } else {
              members.retainAll(matching);
            }
            if (members.isEmpty()) {
              break;
            }
          }
          return members;
        });
  }

  /**
   * Whether each filter can be evaluated, beyond being read: names inside {@code _has} are only
   * looked at then.
   *
   * @throws InvalidFilterException naming the element
   */
  void check(Group group) {
    for (MemberFilter filter : filters.of(group)) {
      SearchParameterMap one = filter.search().getSearchParameterMap();
      one.setLoadSynchronousUpTo(1);
      try {
        dao(filter).searchForIds(one, new SystemRequestDetails(), null);
      } catch (BaseServerResponseException | DataFormatException | IllegalArgumentException e) {
        throw new InvalidFilterException(filter.element(), "The search " + MemberFilters.reason(e));
      }
    }
  }

  private SortedSet<String> listed(Group group, Collection<String> among) {
    List<String> ids =
        group.getMember().stream()
            .filter(member -> !member.getInactive() && !member.getPeriod().hasEnd())
            .map(member -> member.getEntity().getReferenceElement())
            .filter(entity -> "Patient".equals(entity.getResourceType()) && entity.hasIdPart())
            .map(entity -> entity.getIdPart())
            .filter(id -> among == null || among.contains(id))
            .toList();
    return new TreeSet<>(
        jdbc.sql(
                """
                select fhir_id from public.hfj_resource
                where res_type = 'Patient' and fhir_id = any(?) and res_deleted_at is null""")
            .param(Sql.array(ids))
            .query(String.class)
            .list());
  }

  private SortedSet<String> matching(MemberFilter filter, Collection<String> among) {
    // Read anew: HAPI changes a map while it searches by it.
    SearchParameterMap search =
        filters.read(filter.query(), filter.element()).search().getSearchParameterMap();
    search.setLoadSynchronousUpTo(ALL);
    if (among != null) {
      restrict(search, filter, among);
    }
    List<JpaPid> matches = dao(filter).searchForIds(search, new SystemRequestDetails(), null);
    Long[] pids = matches.stream().map(JpaPid::getId).toArray(Long[]::new);
    if (pids.length == 0) {
      return new TreeSet<>();
    }
    SortedSet<String> found =
        new TreeSet<>(filter.patient() == null ? patients(pids) : patientsOf(pids, filter));
    if (among != null) {
      found.retainAll(among);
    }
    return found;
  }

  private static void restrict(
      SearchParameterMap search, MemberFilter filter, Collection<String> among) {
    if (filter.patient() == null) {
      TokenOrListParam any = new TokenOrListParam();
      among.forEach(id -> any.add(new TokenParam(id)));
      search.add("_id", any);
    } else {
      ReferenceOrListParam any = new ReferenceOrListParam();
      among.forEach(id -> any.add(new ReferenceParam("Patient/" + id)));
      search.add(filter.patient().getName(), any);
    }
  }

  private IFhirResourceDao<?> dao(MemberFilter filter) {
    return daos.getResourceDao(filter.search().getResourceName());
  }

  private List<String> patients(Long[] pids) {
    return jdbc.sql(
            "select fhir_id from public.hfj_resource where res_id = any(?) and res_deleted_at is null")
        .param(pids)
        .query(String.class)
        .list();
  }

  // HAPI's own index of references, by the paths of the parameter that leads to the patient.
  private List<String> patientsOf(Long[] pids, MemberFilter filter) {
    String type = filter.search().getResourceName() + ".";
    return jdbc.sql(
            """
            select distinct p.fhir_id from public.hfj_res_link l
            join public.hfj_resource p on p.res_id = l.target_resource_id
            where l.src_resource_id = any(:matches) and l.src_path = any(:paths)
              and p.res_type = 'Patient' and p.res_deleted_at is null""")
        .param("matches", pids)
        .param(
            "paths",
            filter.patient().getPathsSplit().stream()
                .map(String::strip)
                .filter(path -> path.startsWith(type))
                .toArray(String[]::new))
        .query(String.class)
        .list();
  }
}
