using Breezeway.Cli.Output;

namespace Breezeway.Cli.Options;

/// <summary>The options that say how a command reports, shared by all that have them.</summary>
public static class OutputOptions
{
    public static readonly Option Json = new(["--json", "-j"], null, "enable JSON output");
    public static readonly Option JsonErrors = new("--json-error-messages", "include error messages in JSON");
    public static readonly Option JsonProgress = new("--json-progress", "include progress in JSON output");
    public static readonly Option Jobs = new(["--jobs", "-J"], "NUMBER | cpus", "enable concurrent jobs");

    /// <summary>For commands that transfer nothing.</summary>
    public static readonly IReadOnlyList<Option> WithJson = [Json, JsonErrors];
    /// <summary>For commands that read or move content.</summary>
    public static readonly IReadOnlyList<Option> WithProgress = [Json, JsonErrors, JsonProgress];

    /// <summary>The style that the options given ask for.</summary>
    public static ReportStyle Style(Arguments arguments, bool concurrent = false)
    {
        bool errors = arguments.Has(JsonErrors), progress = arguments.Has(JsonProgress);
        bool quiet = arguments.Options.LastOrDefault(o => ReferenceEquals(o.Option, GlobalOptions.Quiet) || ReferenceEquals(o.Option, GlobalOptions.Verbose)) is { } last
            && ReferenceEquals(last.Option, GlobalOptions.Quiet);
        return new ReportStyle(arguments.Has(Json) || errors || progress, errors, progress, quiet, concurrent);
    }

    /// <summary>Actions that may run at once: -J, else annex.jobs, else 1.</summary>
    public static int JobsOf(Arguments arguments, Annex.AnnexSettings settings)
    {
        string? wanted = arguments.Value(Jobs) ?? settings.Config.Get("annex.jobs");
        if (wanted is null) return 1;
        if (wanted is "cpus" or "cpu") return Environment.ProcessorCount;
        return int.TryParse(wanted, System.Globalization.CultureInfo.InvariantCulture, out int n) && n > 0 ? n : throw new UsageError($"option --jobs: bad value {wanted}");
    }
}
