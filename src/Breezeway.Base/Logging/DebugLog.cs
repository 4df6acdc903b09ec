using System.Globalization;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Base.Logging;

/// <summary>What <c>--debug</c> shows on stderr: one line a thing, with time and part of the program. Costs nothing while it is off.</summary>
public static class DebugLog
{
    static readonly FileHandle s_err = new(2, "stderr");

    /// <summary>Set once at the start, by an option or setting.</summary>
    public static bool Enabled { get; set; }

    /// <summary><c>[2026-11-25 01:06:34.964053022] (PART) TEXT</c></summary>
    public static void Write(string part, string text)
    {
        if (!Enabled) return;
        string time = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture);
        try { s_err.Write(ByteText.Bytes($"[{time}00] ({part}) {text}\n")); } catch (FileError) { /* nobody listens */ }
    }
}
