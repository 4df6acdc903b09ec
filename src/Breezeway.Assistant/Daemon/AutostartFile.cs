using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Assistant.Daemon;

/// <summary>The list of repositories whose assistants start with the user's session: a directory a line (assistant.md 1).</summary>
public static class AutostartFile
{
    /// <summary><c>~/.config/git-annex/autostart</c>, or below XDG_CONFIG_HOME.</summary>
    public static string Path => (ProcessEnvironment.Get("XDG_CONFIG_HOME") is { Length: > 0 } xdg ? xdg : $"{ProcessEnvironment.Home}/.config") + "/git-annex/autostart";

    /// <summary>The directories in their order; none without a file.</summary>
    public static IReadOnlyList<string> Read() => [.. (Fs.TryReadText(Path) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The same; throws <see cref="UserError"/> where nothing is listed.</summary>
    public static IReadOnlyList<string> Demand() => Read() is { Count: > 0 } all ? all : throw new UserError($"Nothing listed in {Path}");
}
