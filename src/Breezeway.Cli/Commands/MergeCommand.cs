using Breezeway.Annex;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Cli.Syncing;
using Breezeway.Sync;
using Breezeway.Sync.Merge;
using Breezeway.Sync.Plan;

namespace Breezeway.Cli.Commands;

public sealed class MergeCommand : AnnexCommand
{
    public override string Name => "merge";
    public override Section Section => Section.Maintenance;
    public override string Summary => "merge changes from remotes";
    public override string Parameters => "[REF]";
    public override string Description => "Merges the git-annex branches of remotes, and what was pushed here to synced/ branches; or only the ref that is named. Conflicts of annexed files are resolved.";
    public override IReadOnlyList<Option> Options => [SyncOptions.Unrelated, SyncOptions.NoUnrelated, SyncOptions.ResolveMerge, SyncOptions.NoResolveMerge, .. OutputOptions.WithJson];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        var settings = new GlobalSettings(run.Repository);
        var options = new MergeOptions(SyncSteps.Last(arguments, SyncOptions.ResolveMerge, SyncOptions.NoResolveMerge) ?? settings.GetBool("annex.resolvemerge", true),
            SyncSteps.Last(arguments, SyncOptions.Unrelated, SyncOptions.NoUnrelated) ?? false);
        var git = new GitRunner(run.Repository, run.Reporter.Style.Quiet || run.Reporter.Style.Json, Out.Flush);
        var merging = new GitMerging(run.Repository, git, options, () => run.Reporter.Say("\n  Merge conflict was automatically resolved; you may want to examine the result."));
        CurrentBranch.Of(run.Repository).DemandUnadjusted();
        if (arguments.Words.Count > 0) foreach (string reference in arguments.Words) One(run, merging, reference);
        else
        {
            MergeBranches(run);
            var branch = CurrentBranch.Of(run.Repository);
            if (!run.Repository.IsBare && !branch.IsView && branch.SyncedRef is { } synced && run.Repository.Refs.Read("HEAD") is not null && merging.HasNews(synced)) One(run, merging, synced["refs/heads/".Length..]);
        }
        return run.Finish();
    }

    static void MergeBranches(CommandRun run)
    {
        var report = run.Reporter.Start("git-annex");
        try
        {
            run.Repository.Branch.MergeAll();
            run.Repository.Branch.Commit();
            report.End(true);
        }
        catch (UserError e) { report.Fail(e.Message); }
    }

    static void One(CommandRun run, GitMerging merging, string reference)
    {
        if (run.Repository.IsBare) throw new UserError("You cannot run this command in a bare repository.");
        var report = run.Reporter.Start(reference, input: [reference]);
        report.Raw("");
        report.End(merging.Merge(reference) != MergeEnd.Failed);
    }
}
