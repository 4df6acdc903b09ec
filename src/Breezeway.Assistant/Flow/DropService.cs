using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.WorkTree;
using Breezeway.Assistant.Daemon;
using Breezeway.Remotes;
using Breezeway.Sync.Drop;
using Breezeway.Sync.Plan;
using Breezeway.Sync.Transfer;

namespace Breezeway.Assistant.Flow;

/// <summary>
/// Drops content that a repository does not want, wherever enough other copies are proven (policy.md 5, automatic drops): remotes first, here last. Does nothing while no repository has an
/// expression.
/// </summary>
public sealed class DropService(AnnexRepository repository, Wants wants, TransferContext transfers, Func<IEnumerable<Annex.Uuid>> remotes, IAssistantLog log) : IDisposable
{
    /// <summary>Locations that just changed are logged first.</summary>
    static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(500);

    readonly Wake _wake = new();
    readonly Lock _lock = new();
    readonly HashSet<Key> _keys = [];

    /// <summary>Content moved: somebody may now be able to do without it.</summary>
    public void Consider(Key key) { lock (_lock) _keys.Add(key); _wake.Set(); }

    public void Run(CancellationToken stop)
    {
        using var copies = new CopiesPolicy(repository, new AssociatedFiles(repository));
        while (!stop.IsCancellationRequested)
        {
            _wake.Wait(TimeSpan.FromMilliseconds(-1), stop);
            if (stop.WaitHandle.WaitOne(s_settle)) return;
            List<Key> keys;
            lock (_lock) { keys = [.. _keys]; _keys.Clear(); }
            if (!wants.HasExpression(repository.Uuid) && !remotes().Any(wants.HasExpression)) continue;
            using var all = RemoteList.Load(repository);
            foreach (var key in keys) Check(key, all, copies);
            transfers.Flush();
            all.Flush();
        }
    }

    void Check(Key key, RemoteList all, CopiesPolicy copies)
    {
        var files = new AssociatedFiles(repository).Of(key);
        var locations = repository.LocationsOf(key).ToHashSet();
        var needed = copies.Of(key, files.FirstOrDefault());
        int have = locations.Count(u => TrustOf(u) >= TrustLevel.SemiTrusted);
        var drop = new ContentDrop(transfers, all, TrustOf);
        foreach (var r in all.Usable.Where(r => locations.Contains(r.Uuid) && !r.Settings.ReadOnly && wants.HasExpression(r.Uuid)))
        {
            if (!CanSpare(r.Uuid, have, needed.NumCopies.Count, needed.MinCopies.Count) || !wants.Drop(r.Uuid, key, files)) continue;
            if (Done(drop.From(r, key, needed, wants.Requires(r.Uuid, key, files), force: false), $"drop {key} from {r.Name}")) have -= TrustOf(r.Uuid) >= TrustLevel.SemiTrusted ? 1 : 0;
        }
        if (repository.Objects.Has(key) && wants.HasExpression(repository.Uuid) && CanSpare(repository.Uuid, have, needed.NumCopies.Count, needed.MinCopies.Count) && wants.Drop(repository.Uuid, key, files))
            Done(drop.Here(key, needed, wants.Requires(repository.Uuid, key, files), force: false), $"drop {files.FirstOrDefault() ?? key.ToString()}");
    }

    TrustLevel TrustOf(Annex.Uuid uuid) => wants.Policy.Trust.TryGetValue(uuid, out var t) ? t : TrustLevel.SemiTrusted;

    bool CanSpare(Annex.Uuid uuid, int have, int numCopies, int minCopies) => TrustOf(uuid) < TrustLevel.SemiTrusted ? have >= numCopies && have >= minCopies : have > numCopies && have > minCopies;

    bool Done(DropOutcome outcome, string what)
    {
        if (outcome.IsDropped) log.Say($"{what} ok"); else log.Debug("Transferrer", $"{what}: not now");
        return outcome.IsDropped;
    }

    public void Dispose() => _wake.Dispose();
}
