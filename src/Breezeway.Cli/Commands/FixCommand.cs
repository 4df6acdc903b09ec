using Breezeway.Annex.WorkTree;
using Breezeway.Base.Text;
using Breezeway.Cli.Options;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Cli.Commands;

public sealed class FixCommand : AnnexCommand
{
    public override string Name => "fix";
    public override Section Section => Section.Maintenance;
    public override string Summary => "fix up links to annexed content";
    public override string Parameters => "[PATH ...]";
    public override IReadOnlyList<Option> Options => [.. OutputOptions.WithJson, .. MatchingOptions.All];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        using var changes = new IndexChanges(run.Repository);
        var locking = new FileLocking(run.Repository, changes);
        var restage = new Restage(run.Repository);
        new SeekRun(run).Do(item => Act(run, locking, changes, restage, item));
        changes.Flush();
        restage.Flush();
        if (changes.Any) run.IndexChanged();
        return run.Finish();
    }

    static void Act(CommandRun run, FileLocking locking, IndexChanges changes, Restage restage, SeekItem item)
    {
        if (item.File is not { } file) return;
        if (!file.IsLocked)
        {
            if (locking.FixThin(file, restage) is { } ok) run.Start(item).End(ok);
            return;
        }
        if (LinkFix.Needed(run.Repository, file.Path, out _) is not { } target) return;
        var report = run.Start(item);
        var stat = LinkFix.Replace(run.Repository, file.Path, target);
        changes.Set(file.Path, GitMode.Symlink, ByteText.Bytes(target), IndexStat.Of(stat));
        report.End(true);
    }
}
