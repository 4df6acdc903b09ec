using Breezeway.Annex.Keys;

namespace Breezeway.Assistant.Flow;

/// <summary>What one remote's lane is to move: small new files before everything else, each key once. Thread-safe.</summary>
public sealed class TransferQueue
{
    /// <summary>New files up to this size overtake whatever waits.</summary>
    const long Small = 4 << 20;

    readonly Lock _lock = new();
    readonly LinkedList<(ContentChange What, bool Upload)> _first = [], _rest = [];
    readonly HashSet<(Key, bool)> _queued = [];

    /// <param name="isNew">It was just committed or merged, as against found by a scan.</param>
    public void Add(ContentChange what, bool upload, bool isNew)
    {
        lock (_lock)
        {
            if (!_queued.Add((what.Key, upload))) return;
            (isNew && what.Key.Size is null or < Small ? _first : _rest).AddLast((what, upload));
        }
    }

    public bool TryTake(out ContentChange what, out bool upload)
    {
        lock (_lock)
        {
            var from = _first.Count > 0 ? _first : _rest;
            if (from.First is not { } node) { what = default; upload = false; return false; }
            from.RemoveFirst();
            (what, upload) = node.Value;
            _queued.Remove((what.Key, upload));
            return true;
        }
    }

    public int Count { get { lock (_lock) return _first.Count + _rest.Count; } }
}
