using Breezeway.Annex.Logs;
using Breezeway.Annex.Matching;
using Breezeway.Cli.Options;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

public sealed class FsckCommand : AnnexCommand
{
    static readonly Option s_from = new(["--from", "-f"], "REMOTE", "check remote");
    static readonly Option s_incremental = new(["--incremental", "-S"], null, "start an incremental fsck");
    static readonly Option s_more = new(["--more", "-m"], null, "continue an incremental fsck");
    static readonly Option s_schedule = new(["--incremental-schedule"], "TIME", "schedule incremental fscking");

    public override string Name => "fsck";
    public override Section Section => Section.Maintenance;
    public override string Summary => "find and fix problems";
    public override string Parameters => "[PATH ...]";
    public override string Description => "Checks that content is what its key says, that the location log is right, and that there are enough copies. Damaged content is moved to annex/bad.";

    public override IReadOnlyList<Option> Options =>
        [s_from, s_incremental, s_more, s_schedule, .. ContentOptions.Keys, OutputOptions.Jobs, .. OutputOptions.WithProgress, .. MatchingOptions.All];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments, hasJobs: true);
        var from = arguments.Value(s_from) is { } name ? run.RemoteNamed(name) : null;
        var uuid = from?.Uuid ?? run.Repository.Uuid;
        using var done = Incremental(arguments) is (true, var after) ? FsckDone.Open(run.Repository, uuid, after) : null;
        var checks = new FsckChecks(run);
        new SeekRun(run).Do(item =>
        {
            if (done is not null && done.Contains(item.Key)) return;
            var report = run.Start(item);
            bool ok = from is null ? checks.Local(item, report) : checks.Remote(from, item, report);
            report.End(ok);
            if (ok) done?.Add(item.Key);
        });
        run.Repository.Branch.Change(ActivityLog.Path, text => ActivityLog.Set(text, uuid, ActivityLog.Fsck, run.Repository.Clock));
        return run.Finish();
    }

    /// <summary>Whether it is incremental, and after what time it starts anew (null: never).</summary>
    static (bool Yes, TimeSpan? StartAfter) Incremental(Arguments arguments)
    {
        if (arguments.Has(s_incremental)) return (true, TimeSpan.Zero);
        if (arguments.Has(s_more)) return (true, null);
        if (arguments.Value(s_schedule) is not { } schedule) return (false, null);
        return Durations.TryParse(schedule, out var time) ? (true, time) : throw new UsageError($"option --incremental-schedule: bad time {schedule}");
    }
}
