using Breezeway.Annex.Init;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Commands;

public sealed class InitCommand : AnnexCommand
{
    static readonly Option s_version = new(["--version"], "VALUE", "Override default annex.version");
    static readonly Option s_autoEnable = new("--autoenable", "only enable special remotes configured with autoenable=true");
    static readonly Option s_noAutoEnable = new("--no-autoenable", "do not enable special remotes configured with autoenable=true");

    public override string Name => "init";
    public override Section Section => Section.Setup;
    public override string Summary => "initialize git-annex";
    public override string Parameters => "[DESC]";
    public override IReadOnlyList<Option> Options => [s_version, s_autoEnable, s_noAutoEnable, .. OutputOptions.WithJson];

    public override int Run(Arguments arguments)
    {
        var reporter = new Reporter(OutputOptions.Style(arguments), Name);
        RepositoryAccess.ApplySettings(arguments);
        if (arguments.Has(s_autoEnable)) return AutoEnable(arguments, reporter);
        string description = string.Join(' ', arguments.Words);
        long? version = Version(arguments.Value(s_version));
        string directory = Annex.AnnexRepository.Open(".", TimeProvider.System).Top;
        var action = reporter.Start(description, input: arguments.Words);
        Out.Flush();   // a hook of the user's may write
        try
        {
            using var repository = Initialiser.Run(directory, TimeProvider.System, new InitOptions(description, version), action.LongNote, action.Error);
            action.End(true);
            if (repository.Settings.AlwaysCommit && repository.Branch.Commit()) reporter.Say("(recording state in git...)");
        }
        catch (UserError e)
        {
            action.Fail(e.Message);
        }
        return reporter.Finish();
    }

    static int AutoEnable(Arguments arguments, Reporter reporter)
    {
        using var repository = RepositoryAccess.OpenAny(arguments);
        reporter.Start("autoenable").End(true);
        return reporter.Finish();
    }

    /// <summary>Versions before 8 become the newest, as the reference makes them.</summary>
    static long? Version(string? given)
    {
        if (given is null) return null;
        if (!long.TryParse(given, System.Globalization.CultureInfo.InvariantCulture, out long v) || v > RepositoryState.Supported[^1] || v < 0)
            throw new UsageError($"option --version: {given} is not a currently supported repository version");
        return v < RepositoryState.Supported[0] ? RepositoryState.Supported[^1] : v;
    }
}
