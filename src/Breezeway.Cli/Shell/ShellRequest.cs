using Breezeway.Annex;
using Breezeway.Base.Logging;
using Breezeway.Cli.Options;

namespace Breezeway.Cli.Shell;

/// <summary>One request: <c>COMMAND DIR PARAMETER.. OPTION.. [-- FIELD=VALUE.. [-- rsync's options]]</c>. The latter are not used: they are the peer's, and rsync here runs with fixed ones.</summary>
/// <param name="Directory">Where to go; see <see cref="ShellLimits.Admit"/>.</param>
/// <param name="Expected">--uuid; null when not given.</param>
sealed record ShellRequest(string Command, string Directory, IReadOnlyList<string> Parameters, Uuid? Expected, bool Force, ShellFields Fields)
{
    static readonly Option s_uuid = new(["--uuid"], "UUID", "expected repository uuid");

    static readonly IReadOnlyList<Option> s_options =
        [s_uuid, GlobalOptions.Force, GlobalOptions.Fast, GlobalOptions.Quiet, GlobalOptions.Verbose, GlobalOptions.Debug, GlobalOptions.NoDebug, GlobalOptions.DebugFilter];

    /// <summary>Throws <see cref="UsageError"/> for options that are not there, UserError for a directory that is not allowed.</summary>
    internal static ShellRequest Parse(IReadOnlyList<string> words, ShellLimits limits)
    {
        string directory = limits.Admit(ShellDirectory.Resolve(words[1]));
        var own = words.Skip(2).TakeWhile(w => w != "--").ToList();
        var fields = words.Skip(2 + own.Count + 1).TakeWhile(w => w != "--");
        var arguments = ArgumentParser.Parse(s_options, own);
        DebugLog.Enabled |= arguments.Has(GlobalOptions.Debug);
        return new(words[0], directory, arguments.Words, arguments.Value(s_uuid) is { } uuid ? new Uuid(uuid) : null, arguments.Has(GlobalOptions.Force), ShellFields.Parse(fields));
    }
}

/// <summary>What a peer says beside the request.</summary>
/// <param name="RemoteUuid">Its own uuid; none when not said.</param>
/// <param name="AssociatedFile">A name for the key, for show; empty for none.</param>
/// <param name="AutoInit">The repository may be initialised though nothing shows that git-annex is wanted there.</param>
sealed record ShellFields(Uuid RemoteUuid, string AssociatedFile, bool AutoInit)
{
    internal static ShellFields Parse(IEnumerable<string> words)
    {
        Uuid remote = default;
        string file = "";
        bool init = false;
        foreach (string word in words)
        {
            int eq = word.IndexOf('=');
            if (eq < 0) continue;
            string value = word[(eq + 1)..];
            switch (word[..eq])
            {
                case "remoteuuid" when value.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'): remote = new(value); break;
                case "associatedfile" when !value.StartsWith('/') && !value.Any(c => c is < ' ' or '\x7f'): file = value; break;
                case "autoinit": init |= value == "1"; break;
            }
        }
        return new(remote, file, init);
    }
}
