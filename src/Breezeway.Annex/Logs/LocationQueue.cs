using Breezeway.Annex.Keys;

namespace Breezeway.Annex.Logs;

/// <summary>
/// Gathers changes of the location log for a moment: the journal is locked and read once for many. Flush it before anything relies on the log, and at the end.
/// Thread-safe.
/// </summary>
/// <param name="most">Changes gathered at most.</param>
/// <param name="milliseconds">How long the first of them waits at most for the next.</param>
public sealed class LocationQueue(AnnexRepository repository, int most = 256, int milliseconds = 200)
{
    readonly Lock _lock = new();
    List<(Key Key, Uuid Where, bool Present)> _changes = [];
    long _since;

    public void Add(Key key, Uuid where, bool present)
    {
        lock (_lock)
        {
            if (_changes.Count == 0) _since = Environment.TickCount64;
            _changes.Add((key, where, present));
            if (_changes.Count < most && Environment.TickCount64 - _since < milliseconds) return;
        }
        Flush();
    }

    /// <summary>Everything added so far is in the journal after this.</summary>
    public void Flush()
    {
        List<(Key, Uuid, bool)> due;
        lock (_lock)
        {
            if (_changes.Count == 0) return;
            (due, _changes) = (_changes, []);
        }
        repository.LogLocations(due);
    }
}
