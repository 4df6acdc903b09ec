using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Matching;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Run;

/// <summary>Matching options, and what repositories want and require, for the commands' --auto and for drops (policy.md 3, 5 and 6). Thread-safe.</summary>
public sealed class Preferences(CommandRun run, RepositoryWorld world) : IDisposable
{
    readonly Evaluator _evaluator = new(world);

    public bool Matches(Expression expression, SeekItem item) => _evaluator.Matches(expression, SubjectOf(item));

    /// <summary>Whether a repository wants the content; <paramref name="otherwise"/> when it says nothing.</summary>
    public bool Wants(SeekItem item, Uuid repository, bool otherwise) => _evaluator.WantsGet(SubjectOf(item), repository, otherwise);

    /// <summary>Whether a repository would rather be without it: no file that uses the key keeps it there.</summary>
    public bool WantsDrop(SeekItem item, Uuid repository, bool otherwise) => _evaluator.WantsDrop(SubjectsOf(item), repository, otherwise);

    /// <summary>Whether a repository must keep it.</summary>
    public bool IsRequired(SeekItem item, Uuid repository) =>
        world.Required(repository) is { } required && new HashSet<Uuid> { repository } is var without && SubjectsOf(item).Any(s => _evaluator.Matches(required, s, repository, without));

    /// <summary>The repositories that require anything.</summary>
    public IEnumerable<Uuid> Requiring() => world.Policy.Settings.Required.Where(r => r.Value.Length > 0).Select(r => r.Key);

    /// <summary>The file named, and every other file that uses the key.</summary>
    List<MatchSubject> SubjectsOf(SeekItem item)
    {
        var all = new List<MatchSubject> { SubjectOf(item) };
        if (item.File is { } file && !item.IsOfBranch)
            foreach (string other in run.Files.Of(item.Key)) if (other != file.Path) all.Add(Subject(item.Key, other, run.Shown(other), null));
        return all;
    }

    MatchSubject SubjectOf(SeekItem item) => Subject(item.Key, item.File?.Path, item.IsOfBranch ? item.File?.Path : item.File is null ? null : item.Shown, item.File?.IsLocked);

    MatchSubject Subject(Key key, string? path, string? shown, bool? locked) => new()
    {
        Key = key, File = path, FileFromCurrentDirectory = shown,
        UnlockedFrom = () => locked is { } l ? !l : null,
        OtherFilesFrom = () => run.Files.Of(key).Where(f => f != path).Select(run.Shown),
    };

    public void Dispose() => world.Dispose();
}
