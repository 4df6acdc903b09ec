using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

public sealed class MoveCommand : AnnexCommand
{
    public override string Name => "move";
    public override Section Section => Section.Common;
    public override string Summary => "move content of files to/from another repository";
    public override string Parameters => "[PATH ...]";

    public override IReadOnlyList<Option> Options =>
        [.. MoveArguments.Options, .. ContentOptions.Keys, ContentOptions.Failed, .. ContentOptions.Batches, .. ContentOptions.Transfers];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments, hasJobs: true);
        var (act, _) = MoveArguments.Read(run, new Moving(run, removes: true));
        new SeekRun(run) { Overlap = !Out.IsTerminal }.Do(act);
        return run.Finish();
    }
}
