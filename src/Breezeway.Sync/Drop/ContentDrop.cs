using Breezeway.Annex;
using Breezeway.Annex.Copies;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Remotes;
using Breezeway.Sync.Transfer;

namespace Breezeway.Sync.Drop;

/// <summary>Drops content, here or from a remote, once enough other copies are verified (transfer.md 6), and records that. Thread-safe.</summary>
/// <param name="trust">The trust level of a repository, as it stands now.</param>
public sealed class ContentDrop(TransferContext context, RemoteList remotes, Func<Uuid, TrustLevel> trust)
{
    readonly AnnexRepository _here = context.Repository;
    readonly CopyVerifier _verifier = new(context.Repository, remotes, trust);

    /// <summary>Removes the content from this repository; its unlocked, unmodified files become pointers.</summary>
    /// <param name="isRequired">It is required content here.</param>
    /// <param name="extra">Evidence that the caller brings, such as of what it has just sent.</param>
    /// <param name="locking">Told before a remote is asked to lock.</param>
    public DropOutcome Here(Key key, CopiesNeeded needed, bool isRequired, bool force, Action<RemoteInfo>? locking = null, IReadOnlyList<VerifiedCopy>? extra = null)
    {
        using var content = ContentLock.TryExclusive(_here.Objects, key, _here.Time);
        if (content is null) return new DropOutcome.Failed("content is locked");
        var request = new DropRequest(key, _here.Uuid, true, needed, extra ?? [], isRequired, force);
        return Decide(request, locking, proof =>
        {
            context.Pointers.Depopulate(key);
            _here.RemoveContent(content, proof);
            context.Log.Add(key, _here.Uuid, false);
            return new DropOutcome.Dropped();
        });
    }

    /// <summary>Removes the content from a remote.</summary>
    public DropOutcome From(RemoteInfo remote, Key key, CopiesNeeded needed, bool isRequired, bool force, Action<RemoteInfo>? locking = null, IReadOnlyList<VerifiedCopy>? extra = null)
    {
        var request = new DropRequest(key, remote.Uuid, false, needed, extra ?? [], isRequired, force);
        return Decide(request, locking, proof =>
        {
            try
            {
                foreach (var other in remotes.Open(remote).Remove(key, proof)) context.Log.Add(key, other, false);
                context.Log.Add(key, remote.Uuid, false);
                return new DropOutcome.Dropped();
            }
            catch (RemoteFailure e) { return new DropOutcome.Failed(e.Message); }
        });
    }

    /// <summary>
    /// Removes the content from where a move takes it, no copies counted: the destination did not have it before, so that there are as many as before (policy.md 5). The
    /// destination's copy is on its disk and locked, or at least seen there, while the source's goes.
    /// </summary>
    /// <param name="from">Null for here.</param>
    /// <param name="to">Null for here.</param>
    public DropOutcome Exchange(RemoteInfo? from, RemoteInfo? to, Key key)
    {
        try
        {
            using var kept = Keep(to, key);
            if (kept is null) return new DropOutcome.Failed("the content is not at its destination any more");
            return from is null ? Here(key, default, false, force: true) : From(from, key, default, false, force: true);
        }
        catch (Exception e) when (e is RemoteFailure or FileError) { return new DropOutcome.Failed(e.Message); }
    }

    IDisposable? Keep(RemoteInfo? where, Key key)
    {
        if (where is null)
        {
            _here.SyncContent();
            return ContentLock.TryShared(_here.Objects, key);
        }
        var remote = remotes.Open(where);
        remote.MakeDurable();
        if (remote.CanLock && remote.TryLock(key) is { } held) return held;
        return remote.CheckPresent(key) ? new Seen() : null;
    }

    sealed class Seen : IDisposable { public void Dispose() { } }

    DropOutcome Decide(DropRequest request, Action<RemoteInfo>? locking, Func<SafeDropProof, DropOutcome> remove)
    {
        try
        {
            var first = DropCheck.Decide(request, trust, _here.Time.GetUtcNow());
            if (first is DropDecision.IsRequired) return new DropOutcome.Unsafe(first, [], []);
            if (first is DropDecision.Safe known) return remove(known.Proof);
            using var found = _verifier.Gather(request, _here.LocationsOf(request.Key), locking);
            var decision = DropCheck.Decide(request with { Copies = [.. request.Copies, .. found.Copies] }, trust, _here.Time.GetUtcNow());
            return decision is DropDecision.Safe safe ? remove(safe.Proof) : new DropOutcome.Unsafe(decision, found.Copies, found.Failed);
        }
        catch (FileError e) { return new DropOutcome.Failed(e.Message); }
    }
}
