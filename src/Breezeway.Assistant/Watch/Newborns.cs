using Breezeway.Base.Files;

namespace Breezeway.Assistant.Watch;

/// <summary>
/// Files heard of as created, but not as closed. Mostly the close follows. It never does after link(2), mknod(2), or an open that only
/// reads; so what has several links is told at once, and the rest after <see cref="Grace"/> (it may still be open: the lease shows).
/// </summary>
sealed class Newborns
{
    /// <summary>Long enough for almost all files to be closed, as for those nothing more has to be done.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    readonly HashSet<Slot> _unseen = [];
    readonly Dictionary<Slot, TimeSpan> _due = [];

    public void Add(Slot slot) => _unseen.Add(slot);
    /// <summary>Closed, deleted or moved away. True when it was one.</summary>
    public bool Remove(Slot slot) => _unseen.Remove(slot) | _due.Remove(slot);
    public void Clear() { _unseen.Clear(); _due.Clear(); }
    public bool Any => _unseen.Count + _due.Count > 0;
    public TimeSpan? NextDue => _due.Count == 0 ? null : _due.Values.Min();

    /// <summary>Those to be told of now.</summary>
    public List<Slot> TakeDue(TimeSpan now, Func<Slot, string> absolute)
    {
        var due = new List<Slot>();
        foreach (var slot in _unseen)
            if (Fs.TryLStat(absolute(slot), out var s, out _) && (!s.IsRegular || s.Links > 1)) due.Add(slot);
            else _due[slot] = now + Grace;
        _unseen.Clear();
        foreach (var (slot, when) in _due)
            if (when <= now) { due.Add(slot); _due.Remove(slot); }
        return due;
    }
}
