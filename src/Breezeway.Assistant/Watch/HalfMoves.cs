namespace Breezeway.Assistant.Watch;

/// <summary>The first half of a rename.</summary>
/// <param name="Slot">Where it was; named as its directory is by the time it is asked, like all else in a batch.</param>
/// <param name="Node">The directory's node, cut off from the tree; null for a file, or a directory not looked at yet.</param>
/// <param name="Expires">When it is taken for a move out of the tree.</param>
sealed record HalfMove(Slot Slot, bool IsDirectory, WatchNode? Node, TimeSpan Expires);

/// <summary>
/// Renames of which only "moved from" was read. The kernel queues both halves in one system call, but not at once: the second may come a
/// moment later. Without it the thing has left the tree.
/// </summary>
sealed class HalfMoves
{
    /// <summary>How long the second half may take. A busy machine may stop the renaming process between the two.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(10);

    readonly Dictionary<uint, HalfMove> _byCookie = [];

    public int Count => _byCookie.Count;
    public TimeSpan? NextExpiry => _byCookie.Count == 0 ? null : _byCookie.Values.Min(h => h.Expires);

    public void Add(uint cookie, HalfMove half) => _byCookie[cookie] = half;
    public bool Pair(uint cookie, out HalfMove half) => _byCookie.Remove(cookie, out half!);
    public void Clear() => _byCookie.Clear();

    public List<HalfMove> TakeExpired(TimeSpan now)
    {
        var expired = new List<HalfMove>();
        foreach (var (cookie, half) in _byCookie)
            if (half.Expires <= now) { expired.Add(half); _byCookie.Remove(cookie); }
        return expired;
    }

    /// <summary>The directory was found again elsewhere: the move, when it is completed, is without it.</summary>
    public void Lose(WatchNode node)
    {
        foreach (var (cookie, half) in _byCookie) if (half.Node == node) { _byCookie[cookie] = half with { Node = null }; return; }
    }
}
