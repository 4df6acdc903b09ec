using Breezeway.Annex.WorkTree;
using Breezeway.Cli.Options;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Commands;

public sealed class UnannexCommand : AnnexCommand
{
    public override string Name => "unannex";
    public override Section Section => Section.Utility;
    public override string Summary => "undo accidental add command";
    public override string Parameters => "[PATH ...]";
    public override IReadOnlyList<Option> Options => [.. OutputOptions.WithJson, .. MatchingOptions.All];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        using var changes = new IndexChanges(run.Repository);
        var locking = new FileLocking(run.Repository, changes);
        new SeekRun(run).Do(item => Act(run, locking, item));
        changes.Flush();
        if (changes.Any) run.IndexChanged();
        return run.Finish();
    }

    static void Act(CommandRun run, FileLocking locking, SeekItem item)
    {
        if (item.File is not { } file || !run.Repository.Objects.Has(item.Key)) return;
        var report = run.Start(item);
        report.End(locking.Unannex(file, run.Fast));
    }
}
