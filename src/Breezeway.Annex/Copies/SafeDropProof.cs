using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Copies;

/// <summary>
/// That enough other copies of a content were found for dropping it from one repository. What removes content takes one as an argument.
/// It can only come from <see cref="DropCheck.Decide"/>.
/// </summary>
public sealed class SafeDropProof
{
    SafeDropProof(Key key, Uuid from, IReadOnlyList<VerifiedCopy> copies, DateTimeOffset? ends, bool isForced)
    {
        Key = key; From = from; Copies = copies; Ends = ends; IsForced = isForced;
    }

    public Key Key { get; }
    /// <summary>The only repository it allows to lose the content.</summary>
    public Uuid From { get; }
    /// <summary>The copies it rests on, one per repository; none when forced.</summary>
    public IReadOnlyList<VerifiedCopy> Copies { get; }
    /// <summary>When it stops holding, as the first lock ends that it rests on; null when none ends by itself.</summary>
    public DateTimeOffset? Ends { get; }
    /// <summary>The user took the responsibility by <c>--force</c>.</summary>
    public bool IsForced { get; }

    /// <summary>To be asked right before removing.</summary>
    public bool IsValidAt(DateTimeOffset now) => Ends is not DateTimeOffset ends || now < ends;

    /// <summary>
    /// The one way to a proof. Locally, where the lock held excludes drops that rely on this copy, any verified copies count up to the larger of both
    /// numbers. On a remote, numcopies must be verified, and mincopies of them certain.
    /// </summary>
    internal static SafeDropProof? TryMake(DropRequest request, Func<Uuid, TrustLevel> trust, DateTimeOffset now)
    {
        if (request.Force) return new(request.Key, request.From, [], null, true);
        if (request.IsRequired) return null;
        var copies = DropCheck.Counted(request, trust, now);
        int needed = request.Needed.NumCopies.Count, certain = request.Needed.MinCopies.Count;
        bool enough = request.IsLocal
            ? copies.Count >= Math.Max(needed, certain)
            : copies.Count >= needed && copies.Count(c => c.IsCertain) >= certain;
        return enough ? new(request.Key, request.From, copies, copies.Min(c => c.Until), false) : null;
    }
}
