using Breezeway.Annex.WorkTree;
using Breezeway.Cli.Options;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Commands;

public sealed class LockCommand : AnnexCommand
{
    public override string Name => "lock";
    public override Section Section => Section.Common;
    public override string Summary => "undo unlock command";
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
        if (item.File is not { IsLocked: false } file || !Base.Files.Fs.TryLStat(run.Repository.PathOf(file.Path), out var stat, out _) || !stat.IsRegular) return;
        var report = run.Start(item);
        switch (locking.Lock(file, run.Force, () => report.Note("checksum...")))
        {
            case FileLocking.LockResult.Locked: report.End(true); break;
            case FileLocking.LockResult.NotThere: report.End(false); break;
            default: report.Fail("Locking this file would discard any changes you have made to it. Use 'git annex add' to stage your changes. (Or, use --force to override)"); break;
        }
    }
}
