using Breezeway.Annex;
using Breezeway.Annex.Copies;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Remotes;

namespace Breezeway.Sync.Drop;

/// <summary>The evidence that other copies exist. Locks that it rests on are held until it is disposed.</summary>
public sealed class VerifiedCopies : IDisposable
{
    readonly List<IDisposable> _held = [];

    public List<VerifiedCopy> Copies { get; } = [];

    /// <summary>Remotes that were asked and could not tell, or have it no more.</summary>
    public List<RemoteInfo> Failed { get; } = [];

    internal void Hold(IDisposable held) => _held.Add(held);

    public void Dispose()
    {
        foreach (var h in _held) h.Dispose();
        _held.Clear();
    }
}

/// <summary>
/// Gathers evidence of other copies of a content until there is enough (transfer.md 6): trusted repositories count by the log, then this repository, then remotes by
/// cost, locked where they can lock, else asked. Never from untrusted or dead ones, nor from where it is to be dropped.
/// </summary>
public sealed class CopyVerifier(AnnexRepository here, RemoteList remotes, Func<Uuid, TrustLevel> trust)
{
    /// <param name="request">Its copies are ignored.</param>
    /// <param name="listed">Where the location log says the content is.</param>
    /// <param name="locking">Told before a remote is asked to lock.</param>
    public VerifiedCopies Gather(DropRequest request, IReadOnlyList<Uuid> listed, Action<RemoteInfo>? locking = null)
    {
        var found = new VerifiedCopies();
        try
        {
            if (request.Force) return found;
            foreach (var uuid in listed)
                if (uuid != request.From && trust(uuid) == TrustLevel.Trusted) found.Copies.Add(VerifiedCopy.Trusted(uuid));
            if (IsEnough(request, found)) return found;
            if (request.From != here.Uuid && listed.Contains(here.Uuid) && trust(here.Uuid) >= TrustLevel.SemiTrusted && ContentLock.TryShared(here.Objects, request.Key) is { } held)
            {
                found.Hold(held);
                found.Copies.Add(VerifiedCopy.Locked(here.Uuid));
            }
            var asked = new HashSet<Uuid> { request.From, here.Uuid };
            foreach (var remote in remotes.Usable)
            {
                if (IsEnough(request, found)) return found;
                if (trust(remote.Uuid) < TrustLevel.SemiTrusted || !listed.Contains(remote.Uuid) || !asked.Add(remote.Uuid)) continue;
                if (!Ask(remote, request.Key, found, locking)) found.Failed.Add(remote);
            }
            return found;
        }
        catch { found.Dispose(); throw; }
    }

    bool IsEnough(DropRequest request, VerifiedCopies found) =>
        DropCheck.Decide(request with { Copies = found.Copies, IsRequired = false }, trust, here.Time.GetUtcNow()) is DropDecision.Safe;

    bool Ask(RemoteInfo info, Key key, VerifiedCopies found, Action<RemoteInfo>? locking)
    {
        try
        {
            var remote = remotes.Open(info);
            if (remote.CanLock)
            {
                locking?.Invoke(info);
                if (TryLock(remote, key) is { } held)
                {
                    found.Hold(held);
                    found.Copies.Add(VerifiedCopy.Locked(info.Uuid, held.Until));
                    return true;
                }
            }
            if (!remote.CheckPresent(key)) return false;
            if (trust(info.Uuid) != TrustLevel.Trusted) found.Copies.Add(VerifiedCopy.RecentlyVerified(info.Uuid));
            return true;
        }
        catch (Exception e) when (e is RemoteFailure or FileError) { return trust(info.Uuid) == TrustLevel.Trusted; }
    }

    static IHeldCopy? TryLock(IContentRemote remote, Key key)
    {
        try { return remote.TryLock(key); }
        catch (RemoteFailure) { return null; }   // then it is asked whether it has it
    }
}
