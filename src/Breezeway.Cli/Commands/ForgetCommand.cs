using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

public sealed class ForgetCommand : AnnexCommand
{
    static readonly Option s_dropDead = new("--drop-dead", "drop references to dead repositories");

    public override string Name => "forget";
    public override Section Section => Section.Maintenance;
    public override string Summary => "prune git-annex branch history";
    public override string Description => "Makes the git-annex branch anew without its history, here and, with the next syncs, in all clones. The data itself is kept, but for what is known of dead repositories with --drop-dead.";
    public override IReadOnlyList<Option> Options => [s_dropDead];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        var report = run.Reporter.Start("git-annex");
        if (!run.Force)
        {
            report.Error("To forget git-annex branch history, you must specify --force. This deletes metadata!");
            report.End(false);
            return run.Finish();
        }
        try
        {
            run.Repository.Branch.Forget(arguments.Has(s_dropDead) ? [Transition.ForgetGitHistory, Transition.ForgetDeadRemotes] : [Transition.ForgetGitHistory], run.Repository.Clock);
            report.End(true);
        }
        catch (UserError e) { report.Fail(e.Message); }
        return run.Finish();
    }
}
