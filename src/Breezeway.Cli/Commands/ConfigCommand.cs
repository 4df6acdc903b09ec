using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Base.Processes;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;

namespace Breezeway.Cli.Commands;

public sealed class ConfigCommand : AnnexCommand
{
    static readonly Option s_set = new(["--set"], "NAME VALUE", "set configuration");
    static readonly Option s_get = new(["--get"], "NAME", "get configuration");
    static readonly Option s_unset = new(["--unset"], "NAME", "unset configuration");
    static readonly Option s_origin = new(["--show-origin"], "NAME", "explain where a value is configured");
    static readonly Option s_forFile = new(["--for-file"], "FILE", "filename to check for in gitattributes");

    public override string Name => "config";
    public override Section Section => Section.Setup;
    public override string Summary => "configuration stored in git-annex branch";
    public override string Parameters => "(--set NAME VALUE | --get NAME | --unset NAME | --show-origin NAME [--for-file FILE])";
    public override IReadOnlyList<Option> Options => [s_set, s_get, s_unset, s_origin, s_forFile];

    public override int Run(Arguments arguments)
    {
        if (!arguments.Options.Any(o => o.Option == s_set || o.Option == s_get || o.Option == s_unset || o.Option == s_origin))
            throw new UsageError("Missing: (--set NAME VALUE | --get NAME | --unset NAME | --show-origin NAME)");
        if (arguments.Has(s_set) && arguments.Words.Count != 1) throw new UsageError("Missing: VALUE");
        using var run = CommandRun.Open(Name, arguments);
        if (arguments.Value(s_set) is { } set) Set(run, Known(set), arguments.Words[0], arguments.Words[0]);
        else if (arguments.Value(s_unset) is { } unset) Set(run, Known(unset), "", "unset");
        else if (arguments.Value(s_get) is { } get) { if (Get(run, Known(get)) is { } value) Out.Line(value); }
        else ShowOrigin(run, arguments.Value(s_origin)!, arguments.Value(s_forFile));
        return run.Finish();
    }

    static string Known(string name) => GlobalSettings.Names.Contains(name) ? name : throw new UserError($"{name} is not a configuration setting that can be stored in the git-annex branch");

    static void Set(CommandRun run, string name, string value, string shown)
    {
        var report = run.Reporter.Start(shown, name: name);
        var clock = run.Repository.Clock;
        if (CopiesLog(name) is not { } log) run.Repository.Branch.Change(ConfigLog.Path, text => ConfigLog.Set(text, name, value, clock));
        else if (NumCopiesCommand.Number(value) is > 0 and int n) run.Repository.Branch.Change(log, text => NumCopiesLog.Set(text, n, clock));
        else { report.Fail($"Bad number: {value}"); return; }
        report.End(true);
    }

    /// <summary>These two have logs of their own.</summary>
    static string? CopiesLog(string name) => name switch { "annex.numcopies" => NumCopiesLog.Path, "annex.mincopies" => NumCopiesLog.MinPath, _ => null };

    static string? Get(CommandRun run, string name) => CopiesLog(name) is { } log
        ? NumCopiesLog.Parse(run.Repository.Branch.Read(log))?.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : new GlobalSettings(run.Repository).FromBranch(name);

    static void ShowOrigin(CommandRun run, string name, string? file)
    {
        bool attribute = name is "annex.largefiles" or "annex.numcopies" or "annex.mincopies" or "annex.backend";
        // numcopies and mincopies of attributes and branch come before the old setting of git's
        bool gitFirst = CopiesLog(name) is null;
        if (gitFirst && FromGit(run, name)) return;
        if (attribute && file is not null)
        {
            using var attributes = new Annex.WorkTree.FileAttributes(run.Repository);
            string path = Seek.PathWords.FromTop(run.Repository, run.Prefix, file);
            if (name switch { "annex.largefiles" => attributes.LargeFiles(path), "annex.numcopies" => attributes.NumCopies(path), "annex.mincopies" => attributes.MinCopies(path), _ => attributes.Backend(path) } is { } value)
            {
                Out.Line($"gitattributes\t{value}");
                return;
            }
        }
        else if (attribute) Out.Error($"  {name} may be configured in gitattributes. Pass --for-file= with a filename to check");
        if (GlobalSettings.Names.Contains(name) && Get(run, name) is { } branch) Out.Line($"branch:git-annex\t{branch}");
        else if (gitFirst || !FromGit(run, name))
        {
            Out.Error($"  {name} is not configured");
            run.Reporter.CountFailure();
        }
    }

    static bool FromGit(CommandRun run, string name)
    {
        var r = Child.Run(new Command("git", "config", "--show-origin", name) { Directory = run.Repository.Top, Errors = Stdio.Inherit });
        if (r.Ok) Out.Write(r.Text);
        return r.Ok;
    }
}
