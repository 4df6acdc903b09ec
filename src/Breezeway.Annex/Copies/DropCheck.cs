using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Copies;

/// <summary>A wish to drop a content, with all that is known of its other copies.</summary>
/// <param name="Key">The content.</param>
/// <param name="From">The repository that is to lose it.</param>
/// <param name="IsLocal">From is this repository, and its content lock is held exclusively.</param>
/// <param name="Needed">Over all files that use the key.</param>
/// <param name="Copies">Evidence gathered so far, in any order.</param>
/// <param name="IsRequired">It is required content of <paramref name="From"/>.</param>
/// <param name="Force"><c>--force</c>: nothing is checked.</param>
public sealed record DropRequest(
    Key Key, Uuid From, bool IsLocal, CopiesNeeded Needed, IReadOnlyCollection<VerifiedCopy> Copies, bool IsRequired = false, bool Force = false);

/// <summary>Whether content can be dropped (transfer.md 6). Pure.</summary>
public static class DropCheck
{
    /// <param name="trust">The trust level of a repository, as it stands now.</param>
    /// <param name="now">By which locks that end are judged.</param>
    public static DropDecision Decide(DropRequest request, Func<Uuid, TrustLevel> trust, DateTimeOffset now)
    {
        if (request.IsRequired && !request.Force) return new DropDecision.IsRequired();
        if (SafeDropProof.TryMake(request, trust, now) is SafeDropProof proof) return new DropDecision.Safe(proof);
        var counted = Counted(request, trust, now);
        if (counted.Count < request.Needed.NumCopies.Count) return new DropDecision.TooFewCopies(counted.Count, request.Needed.NumCopies);
        return new DropDecision.TooFewLocked(counted.Count(c => c.IsCertain), request.Needed.MinCopies);
    }

    /// <summary>
    /// The copies that count, one per repository, the strongest: not where it is dropped from, nor in untrusted or dead repositories,
    /// nor by a lock that has ended, nor for trust that is not there.
    /// </summary>
    internal static IReadOnlyList<VerifiedCopy> Counted(DropRequest request, Func<Uuid, TrustLevel> trust, DateTimeOffset now) =>
    [
        .. request.Copies
            .Where(c => !c.Repository.IsNone && c.Repository != request.From && (c.Until is not DateTimeOffset until || until > now) && IsTrusted(c, trust(c.Repository)))
            .GroupBy(c => c.Repository)
            .Select(Strongest),
    ];

    static bool IsTrusted(VerifiedCopy copy, TrustLevel level) =>
        level >= (copy.Kind == VerifiedCopyKind.Trusted ? TrustLevel.Trusted : TrustLevel.SemiTrusted);

    /// <summary>Of two locks the one that holds longer.</summary>
    static VerifiedCopy Strongest(IEnumerable<VerifiedCopy> copies) => copies.OrderBy(c => c.Kind).ThenBy(c => c.Until ?? DateTimeOffset.MaxValue).Last();
}
