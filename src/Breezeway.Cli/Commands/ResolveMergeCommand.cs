using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Sync;
using Breezeway.Sync.Merge;

namespace Breezeway.Cli.Commands;

public sealed class ResolveMergeCommand : AnnexCommand
{
    public override string Name => "resolvemerge";
    public override Section Section => Section.Plumbing;
    public override string Summary => "resolve merge conflicts";
    public override string Description => "Resolves the conflicts of annexed files in the merge that is in progress, and commits it.";

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        if (run.Repository.IsBare) throw new UserError("You cannot run this command in a bare repository.");
        var report = run.Reporter.Start("");
        if (!Fs.Exists($"{run.Repository.Location.GitDir}/MERGE_HEAD"))
        {
            report.Fail("no merge is in progress here (.git/MERGE_HEAD is not there)");
            return run.Finish();
        }
        var git = new GitRunner(run.Repository, run.Reporter.Style.Quiet, Out.Flush);
        report.Raw("");
        bool resolved = new GitMerging(run.Repository, git, new MergeOptions(), () => report.ShowLong("Merge conflict was automatically resolved; you may want to examine the result.")).Resolve();
        if (!resolved) report.Fail("Merge conflict could not be automatically resolved.");
        else report.End(true);
        return run.Finish();
    }
}
