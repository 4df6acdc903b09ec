using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Matching;

namespace Breezeway.Sync.Plan;

/// <summary>
/// What repositories want and what they can do without (policy.md 5), as sync and the daemon ask it: a repository without an expression wants everything and keeps it. Answers rest on
/// the logs' policies as last read (<see cref="Refresh"/>), and on where content is now. Thread-safe.
/// </summary>
public sealed class Wants : IDisposable
{
    readonly AnnexRepository _repository;
    readonly Func<Key, IReadOnlyCollection<Uuid>>? _locations;
    readonly IReadOnlyDictionary<Uuid, TrustLevel>? _trust;
    volatile State _state;

    sealed record State(RepositoryWorld World, Evaluator Evaluator);

    /// <param name="locations">Where a key is; null: by the location log. For who has moved content that is not logged yet.</param>
    /// <param name="trust">Levels that override the log.</param>
    public Wants(AnnexRepository repository, Func<Key, IReadOnlyCollection<Uuid>>? locations = null, IReadOnlyDictionary<Uuid, TrustLevel>? trust = null)
    {
        (_repository, _locations, _trust) = (repository, locations, trust);
        _state = Make(PolicyLogs.Read(repository, trust));
    }

    State Make(PolicyLogs policy)
    {
        var world = new RepositoryWorld(_repository, policy, _locations);
        return new(world, new Evaluator(world));
    }

    /// <summary>Reads the policies again; true when they changed, so that answers given before may not hold any more.</summary>
    public bool Refresh()
    {
        var now = PolicyLogs.Read(_repository, _trust);
        if (now.SameTexts(_state.World.Policy)) return false;
        var old = _state;
        _state = Make(now);
        old.World.Dispose();
        return true;
    }

    public RepositoryWorld World => _state.World;
    public PolicyLogs Policy => World.Policy;

    /// <summary>It has preferred or required content.</summary>
    public bool HasExpression(Uuid repository) => World.Wanted(repository) is not null;

    /// <param name="file">The work tree file it would be for; null for the key alone.</param>
    public bool Get(Uuid repository, Key key, string? file) => _state is var s && s.Evaluator.WantsGet(Subject(key, file), repository, byDefault: true);

    /// <summary>The repository can do without the content, as far as its expressions go; copies are not counted.</summary>
    /// <param name="files">All files that use the key; none for the key alone.</param>
    public bool Drop(Uuid repository, Key key, IEnumerable<string> files) => _state is var s && s.Evaluator.WantsDrop(Subjects(key, files), repository, byDefault: false);

    /// <summary>It is required content there: nothing but force drops it.</summary>
    public bool Requires(Uuid repository, Key key, IEnumerable<string> files)
    {
        var s = _state;
        if (s.World.Required(repository) is not { } required) return false;
        var without = new HashSet<Uuid> { repository };
        return Subjects(key, files).Any(f => s.Evaluator.Matches(required, f, repository, without));
    }

    static IEnumerable<MatchSubject> Subjects(Key key, IEnumerable<string> files)
    {
        bool any = false;
        foreach (string file in files) { any = true; yield return Subject(key, file); }
        if (!any) yield return Subject(key, null);
    }

    static MatchSubject Subject(Key key, string? file) => new() { Key = key, File = file, FileFromCurrentDirectory = file };

    public void Dispose() => World.Dispose();
}
