using Breezeway.Base.Files;

namespace Breezeway.Cli.Demo;

/// <summary>Shows what the user changes in any clone, found by comparing the work trees with how they were a moment ago.</summary>
sealed class DemoWatch(TimeProvider time, DemoNetwork network, Timeline timeline)
{
    static readonly TimeSpan s_scan = TimeSpan.FromMilliseconds(10), s_look = TimeSpan.FromMilliseconds(1);
    /// <summary>A change that has not arrived by then is shown as it stands.</summary>
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    /// <summary>An older time stamp on a file that has just appeared was brought along by a copy and says nothing.</summary>
    static readonly TimeSpan s_credible = TimeSpan.FromSeconds(2);

    readonly Dictionary<DemoClone, Dictionary<string, PathState>> _known = [];
    readonly List<Change> _pending = [], _recent = [];
    readonly Dictionary<string, PathState> _latest = new(StringComparer.Ordinal);    // what the newest change made of a path
    Branches _before = Branches.Of(network.Clones, DemoNetwork.Branch);

    internal void Run(CancellationToken stop)
    {
        foreach (var clone in network.Clones)
        {
            _known[clone] = Scan(clone);
            foreach (var (path, state) in _known[clone]) if (state is PathState.Content) _latest[path] = state;
        }
        long scanned = time.GetTimestamp();
        while (!stop.WaitHandle.WaitOne(_pending.Count > 0 ? s_look : s_scan))
        {
            if (time.GetElapsedTime(scanned) >= s_scan)
            {
                scanned = time.GetTimestamp();
                var branches = Branches.Of(network.Clones, DemoNetwork.Branch);
                foreach (var clone in network.Clones) Compare(clone);
                _before = branches;
            }
            foreach (var change in _pending) { change.Look(); timeline.Show(change, all: change.Age > s_limit); }
            _pending.RemoveAll(c => c.IsComplete || c.Age > s_limit);
            _recent.RemoveAll(c => c.Age > s_limit);
        }
    }

    static Dictionary<string, PathState> Scan(DemoClone clone) => clone.Files().ToDictionary(f => f, clone.State, StringComparer.Ordinal);

    void Compare(DemoClone clone)
    {
        var (was, now) = (_known[clone], Scan(clone));
        _known[clone] = now;
        var changed = new Dictionary<string, PathState>(StringComparer.Ordinal);
        foreach (string path in was.Keys.Union(now.Keys))
        {
            var (old, state) = (was.GetValueOrDefault(path, new PathState.Gone()), now.GetValueOrDefault(path, new PathState.Gone()));
            if (old != state && state is not PathState.NameOnly && !IsArrival(clone, path, state)) changed[path] = state;
        }
        if (changed.Count > 0) Begin(clone, changed, was);
    }

    /// <summary>It came from another clone: it is what the newest change made of the path, or a recent one on its way.</summary>
    bool IsArrival(DemoClone clone, string path, PathState state) => _latest.GetValueOrDefault(path, new PathState.Gone()) == state
        || _recent.Any(c => c.Origin.Clone != clone && c.Wanted.GetValueOrDefault(path) == state);

    void Begin(DemoClone clone, Dictionary<string, PathState> changed, Dictionary<string, PathState> was)
    {
        // A newer change of the same file takes the place of one still on its way: that state will not be seen everywhere.
        _pending.RemoveAll(c => c.Wanted.Keys.Any(changed.ContainsKey));
        var old = network.Clones.Where(o => o != clone).SelectMany(o => changed.Keys.Select(p => (o, p)))
            .ToDictionary(x => x, x => _known[x.o].GetValueOrDefault(x.p, new PathState.Gone()));
        var change = new Change(time, DemoNetwork.Branch, clone, Describe(changed, was), changed, old, _before, StartOf(clone, changed.Keys.First()));
        _pending.Add(change);
        _recent.Add(change);
        foreach (var (path, state) in changed) _latest[path] = state;
    }

    static string Describe(Dictionary<string, PathState> changed, Dictionary<string, PathState> was)
    {
        var (path, state) = changed.First();
        var gone = changed.Where(c => c.Value is PathState.Gone).Select(c => c.Key).ToList();
        var come = changed.Where(c => c.Value is not PathState.Gone && !was.ContainsKey(c.Key)).Select(c => c.Key).ToList();
        if (gone.Count == 1 && come.Count == 1 && changed[come[0]] == was[gone[0]]) return $"renames {gone[0]} to {come[0]}";
        string verb = state is PathState.Gone ? "deletes" : was.ContainsKey(path) ? "changes" : "creates";
        return changed.Count == 1 ? $"{verb} {path}" : $"{verb} {path} and {changed.Count - 1} more";
    }

    /// <summary>When the change was made, by the file's time or its folder's, as it was seen only at the next scan.</summary>
    long StartOf(DemoClone clone, string path)
    {
        long now = time.GetTimestamp();
        if ((Fs.LStat(clone.At(path)) ?? Fs.LStat(Fs.Parent(clone.At(path)))) is not { } stat) return now;
        var age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(stat.MtimeSeconds).AddTicks(stat.MtimeNanoseconds / TimeSpan.NanosecondsPerTick);
        return age > TimeSpan.Zero && age < s_credible ? now - (long)(age.TotalSeconds * time.TimestampFrequency) : now;
    }
}
