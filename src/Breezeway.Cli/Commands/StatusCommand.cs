using Breezeway.Base;
using Breezeway.Base.Processes;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

public sealed class StatusCommand : AnnexCommand
{
    static readonly Option s_ignoreSubmodules = new(["--ignore-submodules"], "WHEN", "passed on to git status");

    public override string Name => "status";
    public override Section Section => Section.Common;
    public override string Summary => "show the working tree status (deprecated)";
    public override string Parameters => "[PATH ...]";
    public override IReadOnlyList<Option> Options => [s_ignoreSubmodules, .. OutputOptions.WithJson];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        if (run.Repository.IsBare) throw new UserError("You cannot run this command in a bare repository.");
        string when = arguments.Value(s_ignoreSubmodules) is { } w ? $"--ignore-submodules={w}" : "--ignore-submodules=none";
        // paths are given as they are, from where we are
        var r = Child.Run(new Command(["git", "--literal-pathspecs", "status", "-uall", "-z", "--porcelain", "--no-renames", when, "--", .. arguments.Words]) { Directory = Base.Files.Fs.CurrentDirectory });
        if (!r.Ok) { Out.Error(r.ErrorText.TrimEnd('\n')); run.Reporter.CountFailure(); }
        foreach (string entry in r.Text.Split('\0'))
            if (entry.Length > 3) Show(run, entry[0], entry[1], entry[3..]);
        return run.Finish();
    }

    static void Show(CommandRun run, char index, char tree, string path)
    {
        char c = tree != ' ' ? tree : index;
        if (c is not ('A' or 'M' or 'D' or 'T' or '?')) return;
        string shown = run.Shown(path);
        if (!shown.StartsWith("../", StringComparison.Ordinal)) shown = "./" + shown;
        if (run.Reporter.Style.Json) Out.Line(Json.Object(("error-messages", new Json.List([])), ("file", shown), ("status", c.ToString())).Format());
        else Out.Line($"{c} {shown}");
    }
}
