using Breezeway.Cli.Demo;
using Breezeway.Cli.Options;

namespace Breezeway.Cli.Commands;

/// <summary>Shows somebody who has never seen it what the assistant does. Exit code 0 only if every change arrived everywhere.</summary>
public sealed class DemoCommand : AnnexCommand
{
    public override string Name => "demo";
    public override Section Section => Section.Breezeway;
    public override string Summary => "watch files travel between three clones";
    public override string Parameters => "[FOLDER]";
    public override string Description =>
        "Makes three clones of a new repository in FOLDER (a new folder under TMPDIR unless named), starts their assistants, changes files in "
        + "each, and prints how long every change took to every clone, as seen from outside. On a terminal it goes on until Ctrl-C, so that "
        + "you can change files yourself. It leaves the folders, and no process.";

    public override int Run(Arguments arguments)
    {
        if (arguments.Words.Count > 1) throw new UsageError("demo takes one folder");
        return new DemoRun(TimeProvider.System).Run(arguments.Words.FirstOrDefault());
    }
}
