namespace Breezeway.Git.Index;

/// <summary>Edits laid out against a snapshot: which of its positions go, and what comes in before which position.</summary>
sealed class IndexPlan
{
    readonly IndexSnapshot _index;
    readonly List<(int Start, int End)> _gone = [];

    IndexPlan(IndexSnapshot index) => _index = index;

    /// <summary>Ranges of positions that go, in order, apart from each other.</summary>
    public List<(int Start, int End)> Gone { get; private set; } = [];

    /// <summary>What comes in, in index order; each before the entry that stands at Before.</summary>
    public List<(int Before, IndexEntry Entry)> Coming { get; } = [];

    /// <summary>Paths the cache tree is no longer right for, ordered by directory.</summary>
    public List<string> Changed { get; } = [];

    /// <summary>How many entries the new index has.</summary>
    public int Count { get; private set; }

    public static IndexPlan Of(IndexSnapshot index, IEnumerable<IndexEdit> edits)
    {
        var plan = new IndexPlan(index);
        plan.Add("", EditNode<IndexEdit>.Of(edits));
        plan.Coming.Sort((x, y) => string.CompareOrdinal(x.Entry.Path, y.Entry.Path) is var c && c != 0 ? c : x.Entry.Stage - y.Entry.Stage);
        plan.Gone = Join(plan._gone);
        plan.Count = index.Count + plan.Coming.Count - plan.Gone.Sum(r => r.End - r.Start);
        plan.Changed.Sort(GitPath.CompareByDirectory);
        return plan;
    }

    void Add(string path, EditNode<IndexEdit> node)
    {
        if (node.FileGoes) Replace(path, node);
        if (node.Children == null) return;
        string prefix = path.Length == 0 ? "" : path + "/";
        foreach (var (name, child) in node.Children) Add(prefix + name, child);
    }

    void Replace(string path, EditNode<IndexEdit> node)
    {
        var (start, end) = _index.RangeOf(path);
        var below = node.TreeGoes ? _index.RangeBelow(path) : default;
        _gone.Add((start, end));
        _gone.Add(below);
        if (node.Set is { } set) Coming.Add((start, set.Entry));
        foreach (var stage in node.Stages ?? []) Coming.Add((start, stage.Entry));
        if (end > start || below.End > below.Start || node.Set != null || node.Stages != null)
            if (!IsSameContent(start, end, node)) Changed.Add(path);
    }

    /// <summary>Only stat data or flags differ: the trees stay as they are.</summary>
    bool IsSameContent(int start, int end, EditNode<IndexEdit> node)
    {
        if (node.Set is not { } set || end - start != 1) return false;
        var (old, now) = (_index[start], set.Entry);
        return old.Stage == 0 && old.Mode == now.Mode && old.Sha == now.Sha && ((old.Flags ^ now.Flags) & IndexFlags.IntentToAdd) == 0;
    }

    static List<(int Start, int End)> Join(List<(int Start, int End)> ranges)
    {
        ranges.Sort();
        var joined = new List<(int Start, int End)>(ranges.Count);
        foreach (var r in ranges)
        {
            if (r.End <= r.Start) continue;
            if (joined.Count > 0 && r.Start <= joined[^1].End) joined[^1] = (joined[^1].Start, Math.Max(joined[^1].End, r.End));
            else joined.Add(r);
        }
        return joined;
    }
}
