package org.rapport.server.reading;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.entity.Search;
import ca.uhn.fhir.jpa.entity.SearchTypeEnum;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.model.search.SearchStatusEnum;
import ca.uhn.fhir.jpa.search.cache.ISearchCacheSvc;
import ca.uhn.fhir.jpa.search.cache.ISearchResultCacheSvc;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IPagingProvider;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * HAPI's store of searches and what they found, which keeps only those that have a further page,
 * and writes them once, in the transaction that searches: when a search begins nobody knows its id
 * yet, and of what fits on one page nobody ever asks for another.
 *
 * <p>What is kept is stored, continued, found and deleted by HAPI.
 */
@Component
@Primary
public class KeptSearches implements ISearchCacheSvc, ISearchResultCacheSvc {
  private final ISearchCacheSvc searches;
  private final ISearchResultCacheSvc results;
  private final Supplier<IPagingProvider> paging;

  /** Found so far by searches that have begun and are not stored; forgotten with them. */
  private final Cache<Search, Found> running = Caffeine.newBuilder().weakKeys().build();

  /** Resources with the request that they were found for. */
  private record Found(List<JpaPid> resources, RequestDetails request) {}

  /** With what stores, and the sizes of pages. */
  KeptSearches(
      @Qualifier("searchCacheSvc") ISearchCacheSvc searches,
      @Qualifier("searchResultCacheSvc") ISearchResultCacheSvc results,
      ObjectProvider<IPagingProvider> paging) {
    this.searches = searches;
    this.results = results;
    this.paging = SingletonSupplier.of(paging::getObject);
  }

  @Override
  public Search save(Search search, RequestPartitionId partition) {
    if (search.getId() != null) {
      return isGone(search) ? search : searches.save(search, partition);
    }
    if (search.getStatus() == SearchStatusEnum.LOADING) {
      return search;
    }
    Found found = running.asMap().remove(search);
    if (search.getStatus() == SearchStatusEnum.FAILED || isWholeOnOnePage(search)) {
      return search;
    }
    Search stored = searches.save(search, partition);
    if (found != null) {
      results.storeResults(stored, List.of(), found.resources(), found.request(), partition);
    }
    return stored;
  }

  // It had been stored in the transaction that failed.
  private boolean isGone(Search search) {
    return search.getStatus() == SearchStatusEnum.FAILED
        && searches.fetchByUuid(search.getUuid(), RequestPartitionId.allPartitions()).isEmpty();
  }

  // A link to a further page is made where there is more than a page shows, by this same number.
  private boolean isWholeOnOnePage(Search search) {
    return search.getStatus() == SearchStatusEnum.FINISHED
        && search.getSearchType() == SearchTypeEnum.SEARCH
        && search.getTotalCount() != null
        && Math.max(search.getTotalCount(), search.getNumFound())
            <= pageSize(search.getPreferredPageSize());
  }

  private int pageSize(Integer asked) {
    IPagingProvider sizes = paging.get();
    return asked == null || asked <= 0
        ? sizes.getDefaultPageSize()
        : Math.min(asked, sizes.getMaximumPageSize());
  }

  @Override
  public void storeResults(
      Search search,
      List<JpaPid> before,
      List<JpaPid> found,
      RequestDetails request,
      RequestPartitionId partition) {
    if (search.getId() != null) {
      results.storeResults(search, before, found, request, partition);
      return;
    }
    running.get(search, begun -> new Found(new ArrayList<>(), request)).resources().addAll(found);
  }

  @Override
  public List<JpaPid> fetchResultPids(
      Search search, int from, int to, RequestDetails request, RequestPartitionId partition) {
    return results.fetchResultPids(search, from, to, request, partition);
  }

  @Override
  public List<JpaPid> fetchAllResultPids(
      Search search, RequestDetails request, RequestPartitionId partition) {
    return results.fetchAllResultPids(search, request, partition);
  }

  @Override
  public Optional<Search> fetchByUuid(String uuid, RequestPartitionId partition) {
    return searches.fetchByUuid(uuid, partition);
  }

  @Override
  public Optional<Search> tryToMarkSearchAsInProgress(Search search, RequestPartitionId partition) {
    return searches.tryToMarkSearchAsInProgress(search, partition);
  }

  @Override
  public Optional<Search> findCandidatesForReuse(
      String type, String query, Instant createdAfter, RequestPartitionId partition) {
    return searches.findCandidatesForReuse(type, query, createdAfter, partition);
  }

  @Override
  public void pollForStaleSearchesAndDeleteThem(RequestPartitionId partition, Instant deadline) {
    searches.pollForStaleSearchesAndDeleteThem(partition, deadline);
  }
}
