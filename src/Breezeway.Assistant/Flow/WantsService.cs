using Breezeway.Annex;
using Breezeway.Annex.Keys;

namespace Breezeway.Assistant.Flow;

/// <summary>
/// Sees to content that is missing here. As a rule whoever sends the commit sends the content too; what has not come after a short while is fetched from the cheapest remote that is logged to have it. Content
/// nobody is known to have waits until the git-annex branch names a source.
/// </summary>
public sealed class WantsService(AnnexRepository repository, PendingContent missing, Func<Annex.Uuid, Peer?> peerOf, Action<Key> arrived, Func<ContentChange, bool> wantedHere) : IDisposable
{
    /// <summary>Time for content to come by itself before it is asked for.</summary>
    static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(400);

    readonly Wake _wake = new();
    readonly Lock _lock = new();
    readonly Dictionary<Key, long> _due = [];

    /// <summary>Content is missing, or a source of it became known.</summary>
    public void Consider(Key key)
    {
        lock (_lock) if (!_due.TryAdd(key, Environment.TickCount64 + (long)s_grace.TotalMilliseconds)) return;
        _wake.Set();
    }

    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var key in TakeDue())
            {
                if (repository.Objects.Has(key)) { arrived(key); continue; }
                if (missing.FileOf(key) is not { } file || !wantedHere(new(key, file))) continue;
                var sources = repository.LocationsOf(key).Where(u => u != repository.Uuid).Select(peerOf).OfType<Peer>().OrderBy(p => p.Info.Cost).ToList();
                if (sources.FirstOrDefault() is { } source) source.Enqueue(new(key, file), upload: false, isNew: true);
            }
            _wake.Wait(NextDue(), stop);
        }
    }

    List<Key> TakeDue()
    {
        lock (_lock)
        {
            long now = Environment.TickCount64;
            var due = _due.Where(d => d.Value <= now).Select(d => d.Key).ToList();
            foreach (var k in due) _due.Remove(k);
            return due;
        }
    }

    TimeSpan NextDue()
    {
        lock (_lock) return _due.Count == 0 ? TimeSpan.FromMilliseconds(-1) : TimeSpan.FromMilliseconds(Math.Max(0, _due.Values.Min() - Environment.TickCount64));
    }

    public void Dispose() => _wake.Dispose();
}
