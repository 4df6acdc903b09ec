using Breezeway.Annex.WorkTree;
using Breezeway.Cli.Options;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Commands;

/// <summary><c>unlock</c>, and <c>edit</c>, which is the same.</summary>
public sealed class UnlockCommand(string name) : AnnexCommand
{
    public override string Name => name;
    public override Section Section => Section.Common;
    public override string Summary => name == "edit" ? "same as unlock" : "unlock files for modification";
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
        if (item.File is not { IsLocked: true } file || !Base.Files.Fs.TryLStat(run.Repository.PathOf(file.Path), out var stat, out _) || !stat.IsSymlink) return;
        var report = run.Start(item);
        if (run.Repository.Objects.Has(item.Key) && !run.Repository.Settings.Thin && run.Repository.DiskReserve.Missing(item.Key, 0) is long missing && !run.Force)
        {
            report.Error($"not enough free space, need {Annex.Matching.DataSize.Short(missing)} more (use --force to override this check or adjust annex.diskreserve)");
            report.End(false);
            return;
        }
        report.End(locking.Unlock(file));
    }
}
