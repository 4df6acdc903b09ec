namespace Breezeway.Cli.Demo;

/// <summary>What was seen of one change in one clone: the time from the change until then, null while it has not happened.</summary>
sealed class Sightings(DemoClone clone)
{
    internal DemoClone Clone => clone;
    internal TimeSpan? Committed { get; set; }
    internal TimeSpan? Pushed { get; set; }
    internal TimeSpan? Merged { get; set; }
    internal TimeSpan? Here { get; set; }
}

/// <summary>What the clones' branches point to at one moment.</summary>
sealed record Branches(IReadOnlyDictionary<DemoClone, (string? Own, string? Synced)> Commits)
{
    internal static Branches Of(IEnumerable<DemoClone> clones, string branch) =>
        new(clones.ToDictionary(c => c, c => (c.Branch(branch), c.Branch($"synced/{branch}"))));
}

/// <summary>One change that a user made in one clone, followed through all of them.</summary>
sealed class Change
{
    readonly TimeProvider _time;
    readonly string _branch;
    readonly Branches _before;
    readonly IReadOnlyDictionary<string, PathState> _wanted;
    readonly Dictionary<(DemoClone, string), PathState> _old;
    readonly HashSet<string> _heads = [];     // commits that the origin's branch has been at since

    /// <param name="what">What was done, as a verb with its object.</param>
    /// <param name="wanted">What each path is to hold everywhere.</param>
    /// <param name="old">What each path held in the other clones before.</param>
    /// <param name="start">The timestamp of the change, by the time provider.</param>
    internal Change(TimeProvider time, string branch, DemoClone origin, string what, IReadOnlyDictionary<string, PathState> wanted,
        Dictionary<(DemoClone, string), PathState> old, Branches before, long start)
    {
        _time = time; _branch = branch; _wanted = wanted; _old = old; _before = before;
        What = what;
        Start = start;
        Origin = new Sightings(origin);
        Others = [.. before.Commits.Keys.Where(c => c != origin).Select(c => new Sightings(c))];
    }

    internal string What { get; }
    internal long Start { get; }
    internal Sightings Origin { get; }
    internal IReadOnlyList<Sightings> Others { get; }
    internal IReadOnlyDictionary<string, PathState> Wanted => _wanted;
    internal bool IsComplete => Origin.Committed is not null && Others.All(o => o.Here is not null);
    internal TimeSpan Age => _time.GetElapsedTime(Start);

    /// <summary>Looks at all clones once, and notes what has happened by now.</summary>
    internal void Look()
    {
        if (Origin.Clone.Branch(_branch) is { } head && head != _before.Commits[Origin.Clone].Own && _heads.Add(head)) Origin.Committed ??= Age;
        foreach (var other in Others) if (other.Here is null) Look(other);
    }

    void Look(Sightings other)
    {
        if (other.Pushed is null && (IsNews(other.Clone.Branch($"synced/{_branch}")) || IsNews(other.Clone.Branch(_branch)))) other.Pushed = Age;
        bool merged = true, here = true;
        foreach (var (path, wanted) in _wanted)
        {
            var state = other.Clone.State(path);
            here &= state == wanted;
            merged &= state == wanted || (wanted is not PathState.Gone && state is not PathState.Gone && state != _old.GetValueOrDefault((other.Clone, path)));
            if (!merged) return;
        }
        other.Merged ??= Age;
        other.Pushed ??= other.Merged;      // a commit that was superseded between two looks
        if (here) other.Here = Age;
    }

    bool IsNews(string? commit) => commit is not null && _heads.Contains(commit);
}
